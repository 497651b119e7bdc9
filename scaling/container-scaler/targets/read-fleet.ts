import type { ShownContainer } from '../../engine-door/contract.ts';
import type { Fleet, FleetReplica } from './target.ts';

/** Longer than a replica takes to be healthy, with a look every 15 s. One that takes longer does not get there. */
export const arrivalMs = 90_000;
/** So often started again by its restart policy, and still not healthy: it dies in a loop. */
const loopRestarts = 3;

export function readFleet(containers: ShownContainer[], service: string, nowMs: number): Fleet {
  const shown = containers.filter((container) => container.service === service && container.state !== 'removing');
  return {
    replicas: shown.map((container) => toReplica(container, nowMs)),
    companions: containers
      .filter((container) => container.service !== service)
      .map(({ id, name, state, health }) => ({
        id,
        name,
        isUnhealthy: state === 'running' && health === 'unhealthy',
      })),
    // Compose makes the new one of a number before the old one is gone, and one number after the other.
    isDeploying:
      new Set(shown.map(({ version }) => version)).size > 1 ||
      new Set(shown.map(({ number }) => number)).size < shown.length,
  };
}

function toReplica(container: ShownContainer, nowMs: number): FleetReplica {
  const { id, name, number, hostname, memoryLimitBytes, startedAtMs } = container;
  return {
    id,
    name,
    number,
    container: hostname,
    condition: findCondition(container, nowMs),
    ageMs: startedAtMs === null ? 0 : Math.max(0, nowMs - startedAtMs),
    memoryLimitBytes,
  };
}

/** One that no visitor is sent to yet is not healthy, whatever it says of itself. */
export function findCondition(container: ShownContainer, nowMs: number): FleetReplica['condition'] {
  const { state, health, isAttached, restarts, createdAtMs, startedAtMs } = container;
  const isLate = nowMs - (startedAtMs ?? createdAtMs) > arrivalMs;
  if (state === 'created') return isLate ? 'broken' : 'starting';
  // Exited, dead, paused by somebody, or being started again and again by the engine.
  if (state !== 'running' || health === 'unhealthy') return 'broken';
  if (isWell(container) && isAttached) return 'healthy';
  // Well, and only its way in is missing: that is about to be mended.
  if (isWell(container)) return 'starting';
  return isLate || restarts >= loopRestarts ? 'broken' : 'starting';
}

export const isWell = ({ state, health }: ShownContainer): boolean =>
  state === 'running' && (health === 'healthy' || health === 'none');
