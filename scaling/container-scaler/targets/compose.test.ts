import { expect, test } from 'vitest';
import type { ShownContainer } from '../../engine-door/contract.ts';
import type { DoorClient } from '../door-client.ts';
import { makeContainer } from '../example-container.ts';
import { createComposeTarget } from './compose.ts';

const term = 5;

/** A door by hand: clones are healthy `readyAfterMs` after they were started, unless they never are. */
function setUp(containers: ShownContainer[], { readyAfterMs = 3_000, neverReady = [] as number[] } = {}) {
  let nowMs = 10_000_000;
  const did: string[] = [];
  const said: string[] = [];
  const find = (id: string) => {
    const found = containers.find((each) => each.id === id);
    if (!found) throw new Error(`there is no ${id}`);
    return found;
  };
  const door: DoorClient = {
    async list() {
      for (const each of containers) {
        const isReady = nowMs - (each.startedAtMs ?? nowMs) >= readyAfterMs && !neverReady.includes(each.number);
        if (each.health === 'starting' && isReady) each.health = 'healthy';
      }
      return containers.map((each) => ({ ...each }));
    },
    async clone(like, number) {
      did.push(`${number} like ${find(like).number}`);
      const clone = makeContainer(number, nowMs, {
        state: 'created',
        startedAtMs: null,
        isAttached: false,
        isCloned: true,
      });
      containers.push({ ...clone, health: 'starting' });
      return { id: clone.id, name: clone.name };
    },
    async act(id, how) {
      const container = find(id);
      did.push(`${how} ${container.number}`);
      if (how === 'start') Object.assign(container, { state: 'running', startedAtMs: nowMs });
      if (how === 'attach') container.isAttached = true;
      if (how === 'stop') container.state = 'exited';
      if (how === 'restart') Object.assign(container, { state: 'running', health: 'starting', startedAtMs: nowMs });
      if (how === 'remove') containers.splice(containers.indexOf(container), 1);
    },
    restartService: async (id) => void did.push(`restart service ${find(id).name}`),
  };
  const say = (_: object, message: string) => void said.push(message);
  const target = createComposeTarget({
    door,
    service: 'app',
    log: { info: say, error: say },
    now: () => nowMs,
    async pause(ms) {
      nowMs += ms;
    },
  });
  return { target, did, said, containers };
}

const long = 1_000_000;
const three = () => [1, 2, 3].map((number) => makeContainer(number, long * number));

test('one more is like the oldest healthy one, and visitors come once it is healthy', async () => {
  const { target, did } = setUp([makeContainer(1, 1, { health: 'unhealthy' }), ...three().slice(1)]);
  expect(await target.add(2, term, 'remove')).toEqual({ added: ['foyer-app-4', 'foyer-app-5'], failed: [] });
  expect(did).toEqual(['4 like 2', 'start 4', '5 like 2', 'start 5', 'attach 4', 'attach 5']);
});

test('one that does not get healthy is said and taken away again, or kept where it is needed', async () => {
  const first = setUp(three(), { neverReady: [5] });
  expect(await first.target.add(2, term, 'remove')).toEqual({ added: ['foyer-app-4'], failed: ['foyer-app-5'] });
  expect(first.did.slice(-2)).toEqual(['stop 5', 'remove 5']);
  expect(first.said).toEqual(['not healthy within 90 s: foyer-app-5']);
  const second = setUp(three(), { neverReady: [4] });
  expect(await second.target.add(1, term, 'keep')).toEqual({ added: [], failed: ['foyer-app-4'] });
  expect(second.containers.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
});

test('nothing is cloned where nothing is healthy', async () => {
  const { target } = setUp(three().map((each) => ({ ...each, health: 'unhealthy' as const })));
  await expect(target.add(1, term, 'keep')).rejects.toThrow('none can be cloned');
});

test('the newest leave first, and before them what is broken', async () => {
  const { target, did } = setUp([...three(), makeContainer(4, 4 * long), makeContainer(5, 1, { state: 'exited' })]);
  expect((await target.remove(2, term)).sort()).toEqual(['foyer-app-4', 'foyer-app-5']);
  expect(did.sort()).toEqual(['remove 4', 'remove 5', 'stop 4']);
});

test('a broken one is replaced under its number; where nothing is healthy it is restarted', async () => {
  const ill = makeContainer(2, 2 * long, { health: 'unhealthy' });
  const { target, did } = setUp([makeContainer(1, long), ill, makeContainer(3, 3 * long)]);
  expect(await target.heal(['foyer-app-2'], term)).toEqual({ added: ['foyer-app-2'], failed: [] });
  expect(did).toEqual(['stop 2', 'remove 2', '2 like 1', 'start 2', 'attach 2']);
  const all = setUp([ill, makeContainer(3, 3 * long, { state: 'exited' })]);
  await all.target.heal(['foyer-app-2', 'foyer-app-3'], term);
  expect(all.did).toEqual(['restart 2', 'restart 3']);
});

test('what a scaler that died has begun is brought to its end; what compose makes is left to it', async () => {
  const unattached = { isAttached: false, isCloned: true };
  const { target, did } = setUp([
    ...three(),
    makeContainer(4, long, { ...unattached, state: 'created', health: 'none', startedAtMs: null }),
    makeContainer(5, long, unattached),
    makeContainer(6, long, { ...unattached, health: 'unhealthy' }),
    makeContainer(7, long, { isAttached: false, state: 'created', startedAtMs: null }),
  ]);
  expect(await target.finishArrivals(term)).toEqual(['foyer-app-5']);
  expect(did).toEqual(['start 4', 'attach 5']);
});
