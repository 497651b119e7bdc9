import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { MutationEvent, SanityClient } from '@sanity/client';
import { type Check, type } from './check.ts';

const patienceMs = 10_000;

/** Listens from its `welcome` on; `until` throws where it is not so after a while. */
async function listen(client: SanityClient, query: string, params: object) {
  const events: MutationEvent[] = [];
  let isWelcome = false;
  let failure: unknown = null;
  const subscription = client
    .listen(query, { ...params }, { events: ['welcome', 'mutation'], includePreviousRevision: true })
    .subscribe({
      next: (event) => {
        if (event.type === 'mutation') events.push(event);
        else isWelcome = true;
      },
      error: (error: unknown) => {
        failure = error;
      },
    });
  const until = async (isSo: () => boolean, what: string) => {
    const deadline = performance.now() + patienceMs;
    while (!isSo()) {
      if (failure) throw failure;
      if (performance.now() > deadline) throw new Error(`${what} (${events.length} events came)`);
      await pause(20);
    }
  };
  await until(() => isWelcome, 'the listener was not welcomed');
  return { events, until, stop: () => subscription.unsubscribe() };
}

export const listenChecks: Check[] = [
  {
    name: 'listen: a document begins to match, changes, ceases to match, is deleted',
    async run({ write, id }) {
      const _id = id('watched');
      const { events, until, stop } = await listen(write, '*[_type == $type && _id == $_id && n > 1]', { type, _id });
      try {
        await write.create({ _id, _type: type, n: 1 });
        await write.patch(_id).set({ n: 2 }).commit();
        const changed = await write.patch(_id).set({ n: 3 }).commit();
        await write.patch(_id).set({ n: 0 }).commit();
        await write.patch(_id).set({ n: 9 }).commit();
        await write.delete(_id);
        await until(() => events.length >= 5, 'five changes were not told');
        assert.deepEqual(
          events.map(({ transition }) => transition),
          ['appear', 'update', 'disappear', 'appear', 'disappear'],
        );
        assert.equal(events[1]?.resultRev, changed._rev);
        assert.equal(events[1]?.result?.n, 3);
        assert.equal(events[1]?.previous?.n, 2);
      } finally {
        stop();
      }
    },
  },
  {
    name: 'listen: events keep the order of the writes, each naming the revision before it',
    async run({ write, id }) {
      const _id = id('counter');
      const { events, until, stop } = await listen(write, '*[_id == $_id]', { _id });
      try {
        await write.create({ _id, _type: type, n: 0 });
        for (let n = 0; n < 10; n++) await write.patch(_id).inc({ n: 1 }).commit();
        await until(() => events.length >= 11, 'eleven changes were not told');
        assert.deepEqual(
          events.map(({ result }) => result?.n),
          Array.from({ length: 11 }, (_, n) => n),
        );
        assert.deepEqual(
          events.slice(1).map(({ previousRev }) => previousRev),
          events.slice(0, -1).map(({ resultRev }) => resultRev),
        );
      } finally {
        stop();
      }
    },
  },
];
