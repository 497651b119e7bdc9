import { require } from '../proof.ts';
import type { LoadReport } from './load-report.ts';
import type { WorkerReport } from './watch-worker.ts';

export function requireAllAnswered(report: LoadReport): void {
  require(report.failures.length === 0, `${report.failures.length} requests failed: ${describeFailures(report)}`);
}

/** Workers with nothing in their hands would have nothing to lose. */
export function requireBusy(left: WorkerReport[]): void {
  for (const { pid, toldAtMs } of left) require(toldAtMs !== null, `worker ${pid} ended without having been told`);
  const inHand = left.reduce((sum, report) => sum + report.inHand, 0);
  require(left.length > 0 && inHand >= left.length, `${left.length} workers left with ${inHand} requests in hand`);
}

export function describeLoad({ sent, seconds, p50Ms, p95Ms, slowestMs, stragglers }: LoadReport): string {
  const times = [p50Ms, p95Ms, slowestMs].map((ms) => ms.toFixed(0)).join('/');
  return `${sent} sent (${(sent / seconds).toFixed(0)} a second, ${stragglers} stragglers), half/p95/slowest ${times} ms`;
}

export function describeLeaving(left: WorkerReport[]): string {
  const sum = (of: (report: WorkerReport) => number) => left.reduce((total, report) => total + of(report), 0);
  const longest = (of: (report: WorkerReport) => number) => (Math.max(0, ...left.map(of)) / 1000).toFixed(1);
  const heldMs = longest(({ toldAtMs, inHandUntilMs }) => inHandUntilMs - (toldAtMs ?? 0));
  const drainMs = longest(({ toldAtMs, endedAtMs }) => endedAtMs - (toldAtMs ?? 0));
  return `${left.length} workers left with ${sum((report) => report.inHand)} requests in hand, the longest for ${heldMs} s more, met ${sum((report) => report.arrivedLate)} later ones, gone after ${drainMs} s at most`;
}

export function describeFailures({ failures }: LoadReport): string {
  const kinds = new Map<string, number>();
  for (const { what, why } of failures) {
    const kind = `${what}: ${why.slice(0, 60)}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const most = [...kinds].sort(([, one], [, other]) => other - one).slice(0, 4);
  return most.map(([kind, times]) => `${times} times ${kind}`).join('; ');
}
