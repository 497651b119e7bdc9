import type { Lease } from '../../platform/lease.ts';
import { decideWorkers, type WorkerObservation } from '../decide-workers.ts';
import type { Decision } from '../decision/decision.ts';
import type { WorkerLimits } from '../decision/limits.ts';
import { initialLoopState, type LoopState } from '../decision/loop-state.ts';
import type { Reason } from '../decision/reason.ts';
import { findDirection, type LoopMetrics } from '../loop/loop-metrics.ts';
import type { LoopStore } from '../loop/loop-store.ts';
import type { Outages } from '../loop/outages.ts';
import { nothingKnown, type Observer } from '../observe.ts';
import { PrometheusAway } from '../prometheus/query.ts';
import { countWorkers, type WorkerPool } from './worker-pool.ts';

export type WorkerLoopPorts = {
  pool: WorkerPool;
  observer: Pick<Observer, 'observeContainers'>;
  store: LoopStore;
  /** null while another process acts. */
  acquireLease: () => Promise<Lease | null>;
  metrics: LoopMetrics;
  /** Told after every poll what was decided, and how many workers are ready. */
  publish: (decision: Decision, ready: number) => void;
  outages: Outages;
  log: { info: (fields: object, message: string) => void };
  now: () => number;
};

const saidByOutages = new Set<Reason>(['prometheus-away', 'state-away']);

/** The loop over one container's workers. `poll` looks once, decides once and does at most one thing. */
export function createWorkerLoop(ports: WorkerLoopPorts, options: { container: string; limits: WorkerLimits }) {
  const { pool, store, metrics, outages, log, now } = ports;
  const { container, limits } = options;
  let lastReason: Reason | null = null;
  /** What this process remembers itself: Redis may forget. */
  let own: LoopState = initialLoopState;

  async function observeReading() {
    try {
      const { containers } = await ports.observer.observeContainers();
      outages.isBack('Prometheus');
      return containers.get(container) ?? nothingKnown;
    } catch (error) {
      if (!(error instanceof PrometheusAway)) throw error;
      outages.isAway('Prometheus', error);
      return null;
    }
  }

  /** null while the memory of both loops is away. */
  async function recall() {
    try {
      const stored = await store.read();
      const outerActedAtMs = await store.readLastAction('containers');
      outages.isBack('Redis');
      const isOwnLater = (own.lastPollAtMs ?? 0) > (stored?.state.lastPollAtMs ?? 0);
      const state = isOwnLater || !stored ? own : stored.state;
      return { state, isPaused: stored?.isPaused ?? false, outerActedAtMs };
    } catch (error) {
      outages.isAway('Redis', error as Error);
      return null;
    }
  }

  function report(decision: Decision, ready: number): void {
    metrics.reportPoll(decision, ready, { minimum: limits.minWorkers, maximum: limits.maxWorkers }, now());
    ports.publish(decision, ready);
    // Each change of mind once: a loop that holds for the same reason has nothing new to say. Outages have their own line.
    const isSaid = decision.reason === lastReason || saidByOutages.has(decision.reason);
    if (!isSaid) log.info({ reason: decision.reason, desired: decision.desired }, decision.message);
    lastReason = decision.reason;
  }

  async function pollWith(lease: Lease | null, memory: NonNullable<Awaited<ReturnType<typeof recall>>>): Promise<void> {
    const workers = await pool.list();
    const counts = countWorkers(workers, now());
    const observation: WorkerObservation = {
      present: counts.present,
      running: counts.running,
      ageMs: counts.ageMs,
      meanWorkerBytes: counts.meanWorkerBytes,
      isDeploying: counts.isReloading,
      // Stopped by hand, not crashed: PM2 starts what crashes.
      isPaused: memory.isPaused || counts.isStoppedByHand,
      outerActedAtMs: memory.outerActedAtMs,
      mayAct: lease !== null,
      reading: await observeReading(),
    };
    const decision = decideWorkers(observation, memory.state, limits, now());
    const direction = findDirection(decision, counts.present);
    report(decision, counts.ready);
    // Remembered first: a process that dies while it acts has acted.
    if (lease) await store.write(decision.state, lease.token);
    own = decision.state;
    if (direction === null || (direction === 'heal' && (await pool.heal()) === 0)) {
      metrics.countHold(decision);
      return;
    }
    if (direction !== 'heal') await pool.setCount(decision.desired);
    metrics.countAction(decision, direction);
  }

  return {
    /** Throws what PM2 or a store throws; nothing is half done then that the next poll would not bring to the set point. */
    async poll(): Promise<void> {
      const memory = await recall();
      const lease = memory ? await ports.acquireLease() : null;
      if (!memory) {
        // Without its memory it cannot know when it last acted.
        const counts = countWorkers(await pool.list(), now());
        const decision: Decision = {
          desired: counts.present,
          reason: 'state-away',
          message: 'Redis is away',
          state: own,
        };
        report(decision, counts.ready);
        metrics.countHold(decision);
        return;
      }
      try {
        await pollWith(lease, memory);
      } finally {
        await lease?.release();
      }
    },
    setPaused: (isPaused: boolean) => store.setPaused(isPaused),
  };
}
