import { expect, test } from 'vitest';
import type { ShownContainer } from '../../engine-door/contract.ts';
import { makeContainer } from '../example-container.ts';
import { arrivalMs, findCondition, readFleet } from './read-fleet.ts';

const nowMs = 10_000_000;
const fresh = nowMs - 5_000;
const late = nowMs - arrivalMs - 1;
const make = (own: Partial<ShownContainer> = {}, startedAtMs = fresh) => makeContainer(1, startedAtMs, own);

test.each<[string, ShownContainer, string]>([
  ['well, and visitors reach it', make(), 'healthy'],
  ['without a health check', make({ health: 'none' }), 'healthy'],
  ['well, and no visitor reaches it', make({ isAttached: false }), 'starting'],
  ['getting ready', make({ health: 'starting' }), 'starting'],
  ['getting ready for too long', make({ health: 'starting' }, late), 'broken'],
  ['made, not started', make({ state: 'created', startedAtMs: null }), 'starting'],
  ['made long ago, never started', make({ state: 'created', startedAtMs: null }, late), 'broken'],
  ['unhealthy', make({ health: 'unhealthy' }), 'broken'],
  ['ended', make({ state: 'exited' }), 'broken'],
  ['between two tries of the engine', make({ state: 'restarting' }), 'broken'],
  ['paused by somebody', make({ state: 'paused' }), 'broken'],
  ['getting ready for the fourth time', make({ health: 'starting', restarts: 3 }), 'broken'],
])('%s', (_, container, condition) => {
  expect(findCondition(container, nowMs)).toBe(condition);
});

test('other services are companions, and what is just being removed is no replica', () => {
  const redis = makeContainer(1, fresh, { service: 'redis', name: 'foyer-redis-1', health: 'unhealthy' });
  const fleet = readFleet([make(), makeContainer(2, fresh, { state: 'removing' }), redis], 'app', nowMs);
  expect(fleet.replicas.map(({ name, container, ageMs }) => [name, container, ageMs])).toEqual([
    ['foyer-app-1', 'host-1', 5_000],
  ]);
  expect(fleet.companions).toEqual([{ id: redis.id, name: 'foyer-redis-1', isUnhealthy: true }]);
  expect(fleet.isDeploying).toBe(false);
});

test('two versions, or two of one number, are a deploy', () => {
  const other = makeContainer(2, fresh, { version: 'two' });
  expect(readFleet([make(), other], 'app', nowMs).isDeploying).toBe(true);
  const successor = makeContainer(1, fresh, { name: 'abc_foyer-app-1', id: 'b'.repeat(64) });
  expect(readFleet([make(), successor], 'app', nowMs).isDeploying).toBe(true);
  // Another version of another service is no matter of the app's.
  expect(readFleet([make(), { ...other, service: 'nginx' }], 'app', nowMs).isDeploying).toBe(false);
});
