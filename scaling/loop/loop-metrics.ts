import { Counter, Gauge, type Registry } from 'prom-client';
import type { Decision } from '../decision/decision.ts';
import type { Reason } from '../decision/reason.ts';

export type Direction = 'up' | 'down' | 'heal';

const reasonsToAct: Record<Direction, Reason[]> = {
  up: ['cpu-high', 'memory-high', 'latency-high', 'below-minimum'],
  down: ['idle', 'above-maximum'],
  heal: ['heal'],
};

/** What a loop says of itself; both loops use the same names. */
export function createLoopMetrics(registry: Registry, labels: { loop: 'workers' | 'containers'; container?: string }) {
  const labelNames = Object.keys(labels);
  const gauge = (about: { name: string; help: string }) => new Gauge({ ...about, labelNames, registers: [registry] });
  const counter = (about: { name: string; help: string }, more: string[]) =>
    new Counter({ ...about, labelNames: [...labelNames, ...more], registers: [registry] });
  const desired = gauge({ name: 'foyer_scaler_desired', help: 'How many the loop wants' });
  const healthy = gauge({ name: 'foyer_scaler_healthy', help: 'How many are ready' });
  const minimum = gauge({ name: 'foyer_scaler_minimum', help: 'The lower limit' });
  const maximum = gauge({ name: 'foyer_scaler_maximum', help: 'The upper limit' });
  const lastPoll = gauge({ name: 'foyer_scaler_last_poll_timestamp_seconds', help: 'When it last looked and decided' });
  const futile = gauge({ name: 'foyer_scaler_futile', help: '1 while latency is no reason to scale: it did not help' });
  const actions = counter({ name: 'foyer_scaler_actions_total', help: 'Changes made' }, ['direction', 'reason']);
  const holds = counter({ name: 'foyer_scaler_holds_total', help: 'Polls at which nothing was changed' }, ['reason']);
  // Shown at 0 from the start: a rate sees nothing of a counter's first appearance.
  for (const [direction, reasons] of Object.entries(reasonsToAct)) {
    for (const reason of reasons) actions.inc({ ...labels, direction, reason }, 0);
  }
  return {
    reportPoll(
      decision: Decision,
      healthyCount: number,
      bounds: { minimum: number; maximum: number },
      nowMs: number,
    ): void {
      desired.set(labels, decision.desired);
      healthy.set(labels, healthyCount);
      minimum.set(labels, bounds.minimum);
      maximum.set(labels, bounds.maximum);
      lastPoll.set(labels, nowMs / 1000);
      futile.set(labels, decision.state.isFutile ? 1 : 0);
    },
    countHold: ({ reason }: Decision) => holds.inc({ ...labels, reason }),
    countAction: ({ reason }: Decision, direction: Direction) => actions.inc({ ...labels, direction, reason }),
  };
}

export type LoopMetrics = ReturnType<typeof createLoopMetrics>;

/** null: the decision changes nothing. */
export function findDirection({ desired, reason }: Decision, present: number): Direction | null {
  if (desired > present) return 'up';
  if (desired < present) return 'down';
  return reason === 'heal' ? 'heal' : null;
}
