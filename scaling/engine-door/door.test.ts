import { expect, test } from 'vitest';
import { createDoor } from './door.ts';
import type { Engine } from './engine.ts';
import { makeReplica } from './example-replica.ts';
import type { Inspected } from './inspected.ts';

const rules = {
  project: 'foyer',
  service: 'app',
  frontNetwork: 'foyer_front',
  minReplicas: 3,
  maxReplicas: 5,
  restartable: ['redis'],
};

/** An engine by hand: it holds what a test gives it, and writes down what it was asked to do. */
function setUp(containers: Inspected[]) {
  const did: string[] = [];
  const find = (id: string) => containers.find(({ Id }) => Id === id) ?? null;
  const nameOf = (id: string) => find(id)?.Name.slice(1) ?? id;
  const note = (what: string) => async (id: string) => void did.push(`${what} ${nameOf(id)}`);
  const engine: Engine = {
    inspect: async (id) => find(id),
    list: async () => containers,
    async create(name) {
      did.push(`create ${name}`);
      containers.push({
        ...makeReplica(containers.length + 1, { name }),
        State: { Status: 'created', StartedAt: '0001-' },
      });
      return name;
    },
    async connect(id, network) {
      did.push(`connect ${nameOf(id)} to ${network}`);
    },
    start: note('start'),
    stop: note('stop'),
    restart: note('restart'),
    remove: note('remove'),
    ping: async () => undefined,
  };
  return { did, door: createDoor(engine, rules) };
}

const replicas = (count: number) => Array.from({ length: count }, (_, index) => makeReplica(index + 1));
const ill = (replica: Inspected): Inspected => ({
  ...replica,
  State: { ...replica.State, Health: { Status: 'unhealthy' } },
});
const like = makeReplica(1).Id;

test('a clone is made on the back networks, and not started', async () => {
  const { did, door } = setUp(replicas(3));
  expect(await door.clone({ like, number: 4 }, 1)).toEqual({ id: 'foyer-app-4', name: 'foyer-app-4' });
  expect(did).toEqual(['create foyer-app-4', 'connect foyer-app-4 to foyer_watch']);
});

test.each([
  ['with a setting', { like, number: 4, HostConfig: { Privileged: true } }, /not with HostConfig/],
  ['without a model', { number: 4 }, /like/],
  ['of a number that is there', { like, number: 2 }, /a container 2 of app already/],
  ['of something else', { like: 'f'.repeat(64), number: 4 }, /no container of app in foyer/],
])('a clone %s is refused', async (_, body, words) => {
  const { did, door } = setUp(replicas(3));
  await expect(door.clone(body, 1)).rejects.toThrow(words);
  expect(did).toEqual([]);
});

test('an ill one is no model, nor is a dangerous one, and there are never too many', async () => {
  const first = setUp([ill(makeReplica(1)), ...replicas(3).slice(1)]);
  await expect(first.door.clone({ like, number: 4 }, 1)).rejects.toThrow('foyer-app-1 is not healthy');
  const planted = makeReplica(1);
  planted.HostConfig.Privileged = true;
  const second = setUp([planted, ...replicas(3).slice(1)]);
  await expect(second.door.clone({ like, number: 4 }, 1)).rejects.toThrow(
    'foyer-app-1 is privileged: it is not cloned.',
  );
  await expect(setUp(replicas(5)).door.clone({ like, number: 6 }, 1)).rejects.toThrow('the most allowed');
});

test('two clones at once do not slip past the most allowed', async () => {
  const { did, door } = setUp(replicas(4));
  const results = await Promise.allSettled([5, 6].map((number) => door.clone({ like, number }, 1)));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(did.filter((each) => each.startsWith('create'))).toHaveLength(1);
});

test('an overtaken scaler is refused', async () => {
  const { did, door } = setUp(replicas(4));
  await door.act(makeReplica(4).Id, 'stop', 8);
  await expect(door.act(makeReplica(3).Id, 'stop', 7)).rejects.toThrow('overtaken');
  expect(did).toEqual(['stop foyer-app-4']);
});

test('healthy ones are stopped down to the fewest allowed, broken ones always', async () => {
  const { did, door } = setUp(replicas(3));
  await expect(door.act(makeReplica(3).Id, 'stop', 1)).rejects.toThrow('the fewest allowed');
  const withIll = setUp([...replicas(2), ill(makeReplica(3))]);
  await withIll.door.act(makeReplica(3).Id, 'stop', 1);
  expect([did, withIll.did]).toEqual([[], ['stop foyer-app-3']]);
});

test('what runs is not removed, what is well not restarted, what is ill gets no visitors', async () => {
  const { door } = setUp([...replicas(3), ill(makeReplica(4))]);
  await expect(door.act(makeReplica(1).Id, 'remove', 1)).rejects.toThrow('is running');
  await expect(door.act(makeReplica(1).Id, 'restart', 1)).rejects.toThrow('is not broken');
  await expect(door.act(makeReplica(1).Id, 'start', 1)).rejects.toThrow('started before');
  await expect(door.act(makeReplica(4).Id, 'attach', 1)).rejects.toThrow('is not healthy');
});

test('another service is restarted only when it may be, and is unhealthy', async () => {
  const redis = makeReplica(8, { service: 'redis' });
  const ledger = ill(makeReplica(9, { service: 'ledger' }));
  const { did, door } = setUp([...replicas(3), redis, ledger]);
  await expect(door.restartService(redis.Id)).rejects.toThrow('is not unhealthy');
  await expect(door.restartService(ledger.Id)).rejects.toThrow('ledger is none that may be restarted');
  await expect(door.act(ledger.Id, 'stop', 1)).rejects.toThrow('no container of app');
  const illRedis = setUp([ill(redis)]);
  await illRedis.door.restartService(redis.Id);
  expect([did, illRedis.did]).toEqual([[], ['restart foyer-redis-8']]);
});

test('what it shows has no environment, and leaves out what `docker compose run` made', async () => {
  const oneOff = makeReplica(7);
  oneOff.Config.Labels = { ...oneOff.Config.Labels, 'com.docker.compose.oneoff': 'True' };
  const { door } = setUp([makeReplica(1), oneOff]);
  const shown = await door.list();
  expect(shown.map(({ name }) => name)).toEqual(['foyer-app-1']);
  expect(JSON.stringify(shown)).not.toContain('SECRET');
});
