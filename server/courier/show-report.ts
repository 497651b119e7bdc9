import { orderStates } from '../../core/orders/order.ts';
import { attemptStates } from '../../core/payments/attempt.ts';
import { refundReasons } from '../../core/payments/refund.ts';
import { type LedgerReport, taskKinds } from '../ledger/ledger.ts';
import type { CourierMetrics } from './courier-metrics.ts';

/** The figures of a recount as metrics. What the ledger does not know any more, a quota or a currency, is gone from them too. */
export function showReport(report: LedgerReport, metrics: CourierMetrics): void {
  metrics.brokenInvariants.set(report.findings.length);
  for (const state of orderStates) metrics.orders.set({ state }, report.orders[state] ?? 0);
  for (const state of attemptStates) metrics.payments.set({ state }, report.attempts[state] ?? 0);

  for (const reason of refundReasons) metrics.refunds.set({ reason }, report.refunds[reason] ?? 0);

  metrics.seats.reset();
  metrics.quotaStopped.reset();
  for (const { quotaId, capacity, held, sold, stopped } of report.quotas) {
    metrics.seats.set({ quota: quotaId, kind: 'capacity' }, capacity);
    metrics.seats.set({ quota: quotaId, kind: 'held' }, held);
    metrics.seats.set({ quota: quotaId, kind: 'sold' }, sold);
    metrics.quotaStopped.set({ quota: quotaId }, stopped ? 1 : 0);
  }

  metrics.money.reset();
  for (const sum of report.money) {
    const { currency } = sum;
    metrics.money.set({ currency, place: 'captured' }, sum.capturedCents);
    metrics.money.set({ currency, place: 'ticketed' }, sum.ticketedCents);
    metrics.money.set({ currency, place: 'refunded' }, sum.refundedCents);
    metrics.money.set({ currency, place: 'refunding' }, sum.refundingCents);
    metrics.money.set({ currency, place: 'in_tasks' }, sum.inTasksCents);
  }
  for (const kind of taskKinds) {
    metrics.openTasks.set({ kind }, report.tasks.filter((task) => task.kind === kind).length);
  }
  metrics.lastRecount.setToCurrentTime();
}
