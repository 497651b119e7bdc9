import { decideContainers } from '../decide-containers.ts';
import type { Decision } from '../decision/decision.ts';
import type { ContainerLimits } from '../decision/limits.ts';
import { initialLoopState, type LoopState } from '../decision/loop-state.ts';
import type { Reason } from '../decision/reason.ts';
import { type Direction, findDirection, type LoopMetrics } from '../loop/loop-metrics.ts';
import type { LoopStore } from '../loop/loop-store.ts';
import type { Outages } from '../loop/outages.ts';
import type { Observer } from '../observe.ts';
import type { Backoff } from './backoff.ts';
import { EngineAway } from './door-client.ts';
import type { FleetMetrics } from './fleet-metrics.ts';
import { observeFleet } from './observe-fleet.ts';
import type { Sight } from './sight.ts';
import type { ContainerTarget, Fleet } from './targets/target.ts';

type Say = (fields: object, message: string) => void;

export type ContainerLoopPorts = {
  target: ContainerTarget;
  observer: Observer;
  store: LoopStore;
  /** The number of the lease, null while another process may have it. */
  term: () => number | null;
  /** What the host can still give to containers; null where it does not say. */
  readHostFreeBytes: () => number | null;
  mendCompanions: (companions: Fleet['companions']) => Promise<void>;
  backoff: Backoff;
  metrics: LoopMetrics;
  fleetMetrics: FleetMetrics;
  outages: Outages;
  log: { info: Say; error: Say };
  now: () => number;
};

const saidByOutages = new Set<Reason>(['prometheus-away', 'state-away', 'engine-away']);
const engine = 'The Docker Engine';

/** The loop over the containers. `poll` looks once, decides once and does at most one thing. */
export function createContainerLoop(
  ports: ContainerLoopPorts,
  options: { limits: ContainerLimits; isDryRun: boolean; hasOwnMemoryFigure: boolean },
) {
  const { target, store, metrics, fleetMetrics, outages, log, now } = ports;
  let lastReason: Reason | null = null;
  let lastDesired = 0;
  /** What this process remembers itself: Redis may forget, and a dry run writes nothing there. */
  let own: LoopState = initialLoopState;

  async function lookAtFleet(): Promise<Fleet | null> {
    try {
      const fleet = await target.look();
      outages.isBack(engine);
      return fleet;
    } catch (error) {
      if (!(error instanceof EngineAway)) throw error;
      outages.isAway(engine, error);
      return null;
    }
  }

  /** null while the memory is away. */
  async function recall(): Promise<{ state: LoopState; isPaused: boolean } | null> {
    try {
      const stored = await store.read();
      outages.isBack('Redis');
      const isOwnLater = (own.lastPollAtMs ?? 0) > (stored?.state.lastPollAtMs ?? 0);
      return { state: isOwnLater || !stored ? own : stored.state, isPaused: stored?.isPaused ?? false };
    } catch (error) {
      outages.isAway('Redis', error as Error);
      return null;
    }
  }

  /** One more may use as much as those that are there, unless the operator has a figure of their own. */
  function findLimits(fleet: Fleet): ContainerLimits {
    const largest = Math.max(0, ...fleet.replicas.map(({ memoryLimitBytes }) => memoryLimitBytes ?? 0));
    if (options.hasOwnMemoryFigure || largest === 0) return options.limits;
    return { ...options.limits, containerMemoryBytes: largest };
  }

  /** Looks and decides, and changes nothing. */
  async function look(fleet: Fleet | null): Promise<Sight> {
    const memory = await recall();
    const term = ports.term();
    const base = { fleet, memory, term, nowMs: now(), limits: fleet ? findLimits(fleet) : options.limits };
    const hold = (reason: 'engine-away' | 'state-away', message: string): Sight => ({
      ...base,
      observation: null,
      decision: { desired: fleet?.replicas.length ?? lastDesired, reason, message, state: memory?.state ?? own },
    });
    if (!fleet) return hold('engine-away', `${engine} cannot be asked; whatever runs stays`);
    // Without its memory it cannot know when it last acted.
    if (!memory) return hold('state-away', 'Redis is away; whatever runs stays');
    const observation = {
      ...(await observeFleet(fleet, base.limits, ports.observer, outages)),
      isPaused: memory.isPaused,
      isDeploying: fleet.isDeploying,
      mayAct: options.isDryRun || term !== null,
      hostFreeBytes: ports.readHostFreeBytes(),
    };
    return { ...base, observation, decision: decideContainers(observation, memory.state, base.limits, now()) };
  }

  function report({ decision, fleet, limits }: Sight): void {
    const healthy = fleet?.replicas.filter(({ condition }) => condition === 'healthy').length ?? 0;
    metrics.reportPoll(decision, healthy, { minimum: limits.minContainers, maximum: limits.maxContainers }, now());
    fleetMetrics.report(fleet, decision.reason, now());
    lastDesired = decision.desired;
    // Each change of mind once: a loop that holds for the same reason has nothing new to say. Outages have their own line.
    const isSaid = decision.reason === lastReason || saidByOutages.has(decision.reason);
    if (!isSaid) log.info({ reason: decision.reason, desired: decision.desired }, decision.message);
    lastReason = decision.reason;
  }

  /** The broken whose turn it is; the others are left alone for longer and longer. */
  function findDue(fleet: Fleet): string[] {
    for (const { name, condition } of fleet.replicas) {
      if (condition === 'healthy') ports.backoff.noteWell(name, now());
      if (condition === 'broken') ports.backoff.noteIll(name);
    }
    const broken = fleet.replicas.filter(({ condition }) => condition === 'broken').map(({ name }) => name);
    return broken.filter((name) => ports.backoff.isDue(name, now()));
  }

  async function heal(names: string[], term: number): Promise<void> {
    for (const name of names) {
      const { count, waitMs } = ports.backoff.noteTry(name, now());
      log.info({ count }, `${name} is broken and is replaced; if that does not help, again in ${waitMs / 1000} s`);
    }
    const { failed } = await target.heal(names, term);
    if (failed.length > 0) log.error({ names: failed }, `replaced, and not healthy: ${failed.join(', ')}`);
  }

  async function act(decision: Decision, fleet: Fleet, direction: Direction, due: string[], term: number) {
    const difference = decision.desired - fleet.replicas.length;
    if (direction === 'heal') return await heal(due, term);
    if (direction === 'up') {
      // Those that are needed at least stay though they fail, to be replaced at a slower and slower pace.
      const onFailure = decision.reason === 'below-minimum' ? 'keep' : 'remove';
      const { added } = await target.add(difference, term, onFailure);
      return log.info({ names: added }, `visitors reach ${added.join(', ') || 'none of them'}`);
    }
    const removed = await target.remove(-difference, term);
    log.info({ names: removed }, `drained and removed: ${removed.join(', ')}`);
  }

  return {
    look: async () => look(await lookAtFleet()),

    /** Throws what a store or the engine throws; nothing is half done then that a later poll would not bring to its end. */
    async poll(): Promise<void> {
      let fleet = await lookAtFleet();
      if (fleet) await ports.mendCompanions(fleet.companions);
      const term = options.isDryRun ? null : ports.term();
      const isOwn = fleet !== null && term !== null && !fleet.isDeploying;
      const arrived = isOwn ? await target.finishArrivals(term) : [];
      if (arrived.length > 0) {
        log.info({ names: arrived }, `visitors reach ${arrived.join(', ')}`);
        fleet = await lookAtFleet();
      }
      const sight = await look(fleet);
      report(sight);
      const { decision } = sight;
      const direction = fleet && sight.observation ? findDirection(decision, fleet.replicas.length) : null;
      const due = fleet ? findDue(fleet) : [];
      // Remembered first: a process that dies while it acts has acted.
      if (term !== null && sight.observation) await store.write(decision.state, term);
      own = decision.state;
      const isIdle = direction === null || (direction === 'heal' && due.length === 0);
      if (fleet === null || term === null || isIdle) return metrics.countHold(decision);
      try {
        await act(decision, fleet, direction, due, term);
      } catch (error) {
        fleetMetrics.noteFailure(now());
        throw error;
      }
      metrics.countAction(decision, direction);
    },
  };
}
