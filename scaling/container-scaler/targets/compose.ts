import type { ShownContainer } from '../../engine-door/contract.ts';
import { type DoorClient, EngineUnwilling } from '../door-client.ts';
import { arrivalMs, findCondition, isWell, readFleet } from './read-fleet.ts';
import type { ContainerTarget, Growth } from './target.ts';

type Say = (fields: object, message: string) => void;
type Options = {
  door: DoorClient;
  /** The one that is scaled, as the compose file calls it. */
  service: string;
  log: { info: Say; error: Say };
  now: () => number;
  pause: (ms: number) => Promise<unknown>;
};

const lookEveryMs = 1_000;
type Newcomer = { id: string; name: string };

/** Docker Compose's containers on one engine. A clone is one more of a healthy replica's kind, which compose recognises as its own. */
export function createComposeTarget({ door, service, log, now, pause }: Options): ContainerTarget {
  const listReplicas = async () => (await door.list()).filter((container) => container.service === service);

  async function clone(numbers: number[], replicas: ShownContainer[], term: number): Promise<Newcomer[]> {
    // The one that has proved itself for the longest.
    const [model] = replicas
      .filter((each) => findCondition(each, now()) === 'healthy')
      .sort((one, other) => (one.startedAtMs ?? 0) - (other.startedAtMs ?? 0));
    if (!model) throw new EngineUnwilling(`No container of ${service} is healthy, so none can be cloned.`);
    const newcomers: Newcomer[] = [];
    for (const number of numbers) {
      const newcomer = await door.clone(model.id, number, term);
      newcomers.push(newcomer);
      await door.act(newcomer.id, 'start', term);
    }
    return newcomers;
  }

  /** Each gets its way in as soon as it is healthy, so that no visitor meets one that is starting. */
  async function welcome(newcomers: Newcomer[], term: number): Promise<Growth> {
    const waiting = new Map(newcomers.map(({ id, name }) => [id, name]));
    const growth: Growth = { added: [], failed: [] };
    for (const endsAtMs = now() + arrivalMs; waiting.size > 0 && now() < endsAtMs; await pause(lookEveryMs)) {
      for (const container of await listReplicas()) {
        if (!waiting.has(container.id)) continue;
        if (isWell(container)) {
          await door.act(container.id, 'attach', term);
          growth.added.push(container.name);
          waiting.delete(container.id);
        } else if (findCondition(container, now()) === 'broken') {
          growth.failed.push(container.name);
          waiting.delete(container.id);
        }
      }
    }
    growth.failed.push(...waiting.values());
    return growth;
  }

  async function removeOne({ id, state }: ShownContainer, term: number): Promise<void> {
    if (!['created', 'exited', 'dead'].includes(state)) await door.act(id, 'stop', term);
    await door.act(id, 'remove', term);
  }

  async function removeByName(names: string[], term: number): Promise<void> {
    const leaving = (await listReplicas()).filter(({ name }) => names.includes(name));
    await Promise.all(leaving.map((each) => removeOne(each, term)));
  }

  return {
    look: async () => readFleet(await door.list(), service, now()),

    async finishArrivals(term) {
      const arriving = (await listReplicas()).filter(({ isCloned, isAttached }) => isCloned && !isAttached);
      const arrived: string[] = [];
      for (const { id, name, state, ...rest } of arriving) {
        if (state === 'created') await door.act(id, 'start', term);
        if (!isWell({ id, name, state, ...rest })) continue;
        await door.act(id, 'attach', term);
        arrived.push(name);
      }
      return arrived;
    },

    async add(count, term, onFailure) {
      const replicas = await listReplicas();
      const highest = Math.max(0, ...replicas.map(({ number }) => number));
      const numbers = Array.from({ length: count }, (_, index) => highest + 1 + index);
      const growth = await welcome(await clone(numbers, replicas, term), term);
      if (growth.failed.length > 0) {
        log.error({ names: growth.failed }, `not healthy within ${arrivalMs / 1000} s: ${growth.failed.join(', ')}`);
        if (onFailure === 'remove') await removeByName(growth.failed, term);
      }
      return growth;
    },

    async remove(count, term) {
      const isBroken = (each: ShownContainer) => findCondition(each, now()) === 'broken';
      const leaving = (await listReplicas())
        .sort((one, other) => Number(isBroken(other)) - Number(isBroken(one)) || other.createdAtMs - one.createdAtMs)
        .slice(0, count);
      await Promise.all(leaving.map((each) => removeOne(each, term)));
      return leaving.map(({ name }) => name);
    },

    async heal(names, term) {
      const replicas = await listReplicas();
      const broken = replicas.filter(({ name }) => names.includes(name));
      if (!replicas.some((each) => findCondition(each, now()) === 'healthy')) {
        await Promise.all(broken.map(({ id, state }) => door.act(id, state === 'created' ? 'start' : 'restart', term)));
        return { added: broken.map(({ name }) => name), failed: [] };
      }
      await Promise.all(broken.map((each) => removeOne(each, term)));
      const numbers = broken.map(({ number }) => number);
      return await welcome(await clone(numbers, replicas, term), term);
    },

    restart: ({ id }) => door.restartService(id),
  };
}
