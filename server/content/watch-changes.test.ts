import { readFile } from 'node:fs/promises';
import type { SanityClient } from '@sanity/client';
import { beforeEach, expect, test } from 'vitest';
import * as queries from './queries.ts';
import { type ChangeSource, contentTypes, watchChanges } from './watch-changes.ts';

let clockMs: number;
let tell: (type: 'welcome' | 'mutation' | 'reconnect') => void;
beforeEach(() => {
  clockMs = 1_000_000;
});

const client = {
  listen: () => ({
    subscribe({ next }: { next: (event: { type: string }) => void }) {
      tell = (type) => next({ type });
      return { unsubscribe: () => {} };
    },
  }),
} as unknown as SanityClient;

function watch(options: { isListenerOn: boolean; webhooks: ChangeSource | null }) {
  return watchChanges({ client, onRefused: () => {}, settleMs: 100, now: () => clockMs, ...options });
}
const webhook = { hears: true, at: 0 };
const webhooks: ChangeSource = {
  isHearing: () => webhook.hears,
  changedAt: () => webhook.at,
  stop: () => {},
};

test('a listener knows that it is quiet while it is connected, and some time after the last change', () => {
  const { quietSince } = watch({ isListenerOn: true, webhooks: null });
  clockMs += 1_000;
  expect(quietSince()).toBeNull();
  tell('welcome');
  expect(quietSince()).toBeNull();
  clockMs += 100;
  expect(quietSince()).toBe(clockMs);
  tell('mutation');
  expect(quietSince()).toBeNull();
  clockMs += 200;
  expect(quietSince()).toBe(clockMs - 100);
  tell('reconnect');
  expect(quietSince()).toBeNull();
});

test('beside a listener a webhook tells of changes, and its silence means nothing', () => {
  const { quietSince } = watch({ isListenerOn: true, webhooks });
  webhook.hears = true;
  clockMs += 1_000;
  expect(quietSince()).toBeNull();
  tell('welcome');
  clockMs += 200;
  expect(quietSince()).toBe(clockMs - 100);
  webhook.at = clockMs;
  expect(quietSince()).toBeNull();
  webhook.hears = false;
  clockMs += 100;
  expect(quietSince()).toBe(clockMs);
});

test('with the listener off the webhook is believed, where it can be heard', () => {
  const { quietSince } = watch({ isListenerOn: false, webhooks });
  webhook.hears = false;
  webhook.at = clockMs;
  clockMs += 1_000;
  expect(quietSince()).toBeNull();
  webhook.hears = true;
  expect(quietSince()).toBe(webhook.at + 100);
});

test('with neither nobody knows', () => {
  clockMs += 1_000;
  expect(watch({ isListenerOn: false, webhooks: null }).quietSince()).toBeNull();
});

test('what is asked for is what is listened to: whatever else would be seen half a minute late', () => {
  const asked = Object.values(queries).flatMap((query) =>
    [...query.matchAll(/_type == "(\w+)"/g)].map(([, type]) => type),
  );
  expect([...new Set(asked)].sort()).toEqual([...contentTypes].sort());
});

test("the filter that docs/studio.md gives for Sanity's webhook names what the site reads", async () => {
  const page = await readFile(new URL('../../docs/studio.md', import.meta.url), 'utf8');
  expect(page).toContain(`\`_type in [${contentTypes.map((type) => `"${type}"`).join(', ')}]\``);
});
