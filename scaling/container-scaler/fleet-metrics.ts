import { Gauge, type Registry } from 'prom-client';
import type { Reason } from '../decision/reason.ts';
import type { Fleet } from './targets/target.ts';

/** What keeps the loop from its work; `action-failed`: the engine did not do what it was asked. */
const hindrances = ['engine-away', 'prometheus-away', 'state-away', 'deploying', 'paused'] as const;

/** What the container scaler says beside what both loops say. */
export function createFleetMetrics(registry: Registry, { failureMs }: { failureMs: number }) {
  const loop = 'containers';
  const healthy = new Gauge({
    name: 'foyer_container_healthy',
    help: '1 or 0 by the own health check of a container',
    labelNames: ['container'],
    registers: [registry],
  });
  const hindered = new Gauge({
    name: 'foyer_scaler_hindered',
    help: '1 while the loop cannot do its work',
    labelNames: ['loop', 'by'],
    registers: [registry],
  });
  let failedAtMs: number | null = null;
  return {
    /** Until nothing has failed for a while: the next try may be a cooldown away. */
    noteFailure(nowMs: number): void {
      failedAtMs = nowMs;
    },
    report(fleet: Fleet | null, reason: Reason, nowMs: number): void {
      healthy.reset();
      for (const { name, condition } of fleet?.replicas ?? []) {
        healthy.set({ container: name }, condition === 'broken' ? 0 : 1);
      }
      for (const { name, isUnhealthy } of fleet?.companions ?? []) {
        healthy.set({ container: name }, isUnhealthy ? 0 : 1);
      }
      for (const by of hindrances) hindered.set({ loop, by }, reason === by ? 1 : 0);
      const isFailing = failedAtMs !== null && nowMs - failedAtMs < failureMs;
      hindered.set({ loop, by: 'action-failed' }, isFailing ? 1 : 0);
    },
  };
}

export type FleetMetrics = ReturnType<typeof createFleetMetrics>;
