import type { ZodError } from 'zod';
import { cloneReplica, findAliases } from './clone-replica.ts';
import { cloneRequestSchema, type ReplicaAct, type ShownContainer } from './contract.ts';
import type { Engine } from './engine.ts';
import { findDanger } from './find-danger.ts';
import { type Inspected, show } from './inspected.ts';

/** The door does not let this through: why, in a sentence. */
export class Refused extends Error {
  override name = 'Refused';
}

export type DoorRules = {
  project: string;
  /** The one that is scaled. */
  service: string;
  /** Where visitors' requests come from; its full name. */
  frontNetwork: string;
  /** No healthy replica is stopped once there are no more than these. */
  minReplicas: number;
  maxReplicas: number;
  /** Other services, of which an unhealthy container may be restarted. */
  restartable: string[];
};

export type Door = ReturnType<typeof createDoor>;

function requireThat(isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) throw new Refused(otherwise);
}

/** All that a scaler may do with the Docker Engine, which could do everything with the host. Rejects with `Refused`. */
export function createDoor(engine: Engine, rules: DoorRules) {
  const { project, service, frontNetwork } = rules;
  let highestTerm = 0;
  let turn: Promise<unknown> = Promise.resolve();

  /** One after the other: between a rule and its act nothing else happens. */
  function inTurn<Result>(term: number, act: () => Promise<Result>): Promise<Result> {
    const result = turn.then(() => {
      requireThat(term >= highestTerm, 'A later scaler has the lease: this one was overtaken.');
      highestTerm = term;
      return act();
    });
    turn = result.catch(() => undefined);
    return result;
  }

  async function listReplicas(): Promise<{ inspected: Inspected; shown: ShownContainer }[]> {
    return (await engine.list())
      .map((inspected) => ({ inspected, shown: show(inspected, frontNetwork) }))
      .filter((each): each is { inspected: Inspected; shown: ShownContainer } => each.shown?.service === service);
  }

  async function create(like: string, number: number, term: number) {
    const replicas = await listReplicas();
    const sibling = replicas.find(({ shown }) => shown.id === like);
    requireThat(sibling !== undefined, `${like.slice(0, 12)} is no container of ${service} in ${project}.`);
    requireThat(isServing(sibling.shown), `${sibling.shown.name} is not healthy: it is no model for another one.`);
    const danger = findDanger(sibling.inspected, project);
    requireThat(danger === null, `${sibling.shown.name} ${danger}: it is not cloned.`);
    requireThat(replicas.length < rules.maxReplicas, `There are ${replicas.length} of ${service}, the most allowed.`);
    const isTaken = replicas.some(({ shown }) => shown.number === number);
    requireThat(!isTaken, `There is a container ${number} of ${service} already.`);
    const clone = cloneReplica(sibling.inspected, { project, service, number, frontNetwork, term });
    requireThat(clone !== null, `${sibling.shown.name} is on no network but ${frontNetwork}.`);
    const id = await engine.create(clone.name, clone.body);
    for (const network of clone.moreNetworks) {
      await engine.connect(id, network, findAliases(sibling.inspected, network, clone.name, service));
    }
    return { id, name: clone.name };
  }

  async function act(id: string, how: ReplicaAct): Promise<void> {
    const replicas = await listReplicas();
    const found = replicas.find(({ shown }) => shown.id === id);
    requireThat(found !== undefined, `${id.slice(0, 12)} is no container of ${service} in ${project}.`);
    const { shown, inspected } = found;
    const serving = replicas.filter((each) => isServing(each.shown)).length;
    if (how === 'start') {
      requireThat(shown.state === 'created', `${shown.name} has been started before.`);
      await engine.start(id);
    } else if (how === 'attach') {
      requireThat(isHealthy(shown), `${shown.name} is not healthy: no visitor is sent to it.`);
      if (!shown.isAttached) {
        await engine.connect(id, frontNetwork, findAliases(inspected, frontNetwork, shown.name, service));
      }
    } else if (how === 'stop') {
      const isSpare = !isServing(shown) || serving > rules.minReplicas;
      requireThat(isSpare, `${shown.name} is one of ${serving} healthy of ${service}, the fewest allowed.`);
      await engine.stop(id);
    } else if (how === 'restart') {
      requireThat(isBroken(shown), `${shown.name} is not broken: it is not restarted.`);
      await engine.restart(id);
    } else {
      const isOver = ['created', 'exited', 'dead'].includes(shown.state);
      requireThat(isOver, `${shown.name} is ${shown.state}: it is stopped first.`);
      await engine.remove(id);
    }
  }

  return {
    async list(): Promise<ShownContainer[]> {
      return (await engine.list()).map((each) => show(each, frontNetwork)).filter((shown) => shown !== null);
    },

    async clone(body: unknown, term: number) {
      const request = cloneRequestSchema.safeParse(body);
      requireThat(
        request.success,
        `A clone is asked for with "like", "number" and nothing else${explain(request.error)}`,
      );
      return await inTurn(term, () => create(request.data.like, request.data.number, term));
    },

    act: (id: string, how: ReplicaAct, term: number) => inTurn(term, () => act(id, how)),

    /** Of another service: needs no lease, as whoever asks twice finds it no longer unhealthy. */
    async restartService(id: string): Promise<void> {
      const inspected = await engine.inspect(id);
      const shown = inspected && show(inspected, frontNetwork);
      requireThat(shown !== null, `${id.slice(0, 12)} is no container of ${project}.`);
      requireThat(rules.restartable.includes(shown.service), `${shown.service} is none that may be restarted.`);
      requireThat(isBroken(shown) && shown.state === 'running', `${shown.name} is not unhealthy: it is not restarted.`);
      await engine.restart(id);
    },

    ping: () => engine.ping(),
  };
}

const isHealthy = ({ state, health }: ShownContainer) => state === 'running' && ['healthy', 'none'].includes(health);
const isServing = (shown: ShownContainer) => isHealthy(shown) && shown.isAttached;
const isBroken = ({ state, health }: ShownContainer) =>
  ['exited', 'dead', 'restarting'].includes(state) || (state === 'running' && health === 'unhealthy');

function explain(error: ZodError | undefined): string {
  const issues = error?.issues ?? [];
  const unknown = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  if (unknown.length > 0) return `, not with ${unknown.slice(0, 5).join(', ')}.`;
  const [first] = issues;
  return first ? `: ${first.path.join('.')} ${first.message}.` : '.';
}
