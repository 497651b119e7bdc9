import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SanityClient } from '@sanity/client';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ensureBuilt } from '../../scripts/build.ts';
import { type Stack, startStack } from '../../scripts/stack/start-stack.ts';
import { parseContentConfig } from '../../server/config.ts';
import { createSanityClient } from '../../server/content/create-sanity-client.ts';
import { createLedger } from '../../server/ledger/create-ledger.ts';
import type { Ledger } from '../../server/ledger/ledger.ts';
import { createOrderId } from '../../server/orders/create-order-service.ts';
import { createMailboxClient, type MailboxClient } from '../../stand-ins/mailbox/mailbox-client.ts';
import { findFreePort } from '../redis-server.ts';
import { createVisitor, done } from './open-test-ledger.ts';

/** The courier as it runs, two of them, and one killed. */
let stack: Stack;
let folder: string;
let redis: Redis;
let ledger: Ledger;
let client: SanityClient;
let mailbox: MailboxClient;
const others: ChildProcess[] = [];
beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), 'foyer-mirror-'));
  const only = ['ledger', 'redis', 'lake', 'mailbox', 'courier', 'nginx'] as const;
  stack = await startStack({ dataDir: folder, ports: 'free', webInstances: 1, only });
  redis = new Redis(stack.ports.ledger);
  ledger = createLedger({ redis, eventId: 'event' });
  client = createSanityClient(parseContentConfig(stack.env));
  mailbox = createMailboxClient(`http://127.0.0.1:${stack.ports.mailbox}`);
  await until(async () => expect((await ledger.getAvailability()).catalogueVersion).toBe(1));
}, 240_000);
afterAll(async () => {
  for (const other of others) other.kill('SIGKILL');
  redis?.disconnect();
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 40_000, interval: 100 });
const stateOf = (orderId: string) => client.fetch('*[_id == $id][0].state', { id: `order.${orderId}` });
const mailsTo = async (address: string) => (await mailbox.list()).filter(({ to }) => to.includes(address));

async function register(email: string): Promise<string> {
  const orderId = createOrderId();
  await createVisitor(ledger).register(orderId, { community: 1 }, email);
  return orderId;
}

test('an order is in the lake within seconds, and nobody without the token sees it through the site', async () => {
  const orderId = await register('first@example.org');
  await until(async () => expect(await stateOf(orderId)).toBe('CONFIRMED'));
  const ask = async (path: string, query: string) => {
    const url = `${stack.baseUrl}/lake/v2025-02-19/data/${path}?query=${encodeURIComponent(query)}`;
    const response = await fetch(url);
    return { status: response.status, text: await response.text() };
  };
  const public_ = await ask('query/production', '*[_id == "event"]{ name }');
  // Whether the site leads to the lake at all is nginx's affair; where it does, this is what anybody gets.
  if (public_.status === 200) expect(public_.text).toContain('name');
  for (const query of [
    `*[_id == "order.${orderId}"]`,
    '*[_type in ["order", "registration"]]',
    '*[buyerEmail match "first*"]',
    'count(*[_type == "order"]) > 0',
  ]) {
    const { text } = await ask('query/production', query);
    expect(text).not.toContain('first@');
    expect(text).not.toContain('"CONFIRMED"');
    expect(text).not.toContain('"result":true');
  }
  const { text } = await ask(`doc/production/order.${orderId}`, '');
  expect(text).not.toContain('first@');
  done(await ledger.cancel({ orderId }));
  await until(async () => expect(await stateOf(orderId)).toBe('CANCELLED'));
});

test('of two couriers one mirrors and sends mail; killed in a rush, everything is told all the same, and once', async () => {
  const metricsPort = await findFreePort();
  const script = fileURLToPath(new URL('../../build/server/courier.js', import.meta.url));
  const env = { ...stack.env, PATH: process.env.PATH, NODE_ENV: 'production' as const, NAME: 'standby' };
  others.push(
    spawn(process.execPath, [script], {
      env: { ...env, COURIER_METRICS_PORT: String(metricsPort) },
      stdio: 'ignore',
    }),
  );
  await until(async () => expect((await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).status).toBe(200));
  const calm = await register('calm@example.org');
  await until(async () => expect(await stateOf(calm)).toBe('CONFIRMED'));
  await until(async () => expect(await mailsTo('calm@example.org')).toMatchObject([{ deliveries: 1 }]));
  // Whoever reads the outbox is known to its group from then on: the other has not even looked.
  for (const group of ['mail', 'mirror'])
    expect(await redis.xinfo('CONSUMERS', '{event}:outbox', group)).toHaveLength(1);

  const ids = new Map<string, string>();
  for (let number = 0; number < 30; number++) {
    const address = `two-${number}@example.org`;
    ids.set(address, await register(address));
    if (number === 10) await stack.kill('courier', 'SIGKILL');
  }
  await until(async () => {
    for (const [address, orderId] of ids) {
      // One mail, however often it came in: the killed one may have been in the middle of it.
      expect(await mailsTo(address)).toHaveLength(1);
      expect(await stateOf(orderId)).toBe('CONFIRMED');
    }
  });
  await until(async () => expect(Number((await redis.xpending('{event}:outbox', 'mirror'))[0])).toBe(0));
}, 120_000);
