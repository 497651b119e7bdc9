import { orderStates } from '../../core/orders/order.ts';
import { attemptStates } from '../../core/payments/attempt.ts';
import type { LedgerReport } from './ledger.ts';

/** The report as a person reads it in a terminal. */
export function formatReport(report: LedgerReport, eventId: string): string {
  const orders = orderStates.flatMap((state) => {
    const count = report.orders[state];
    return count === undefined ? [] : [[state, String(count)]];
  });
  const quotas = report.quotas.map((quota) => [
    quota.quotaId,
    ...[quota.capacity, quota.held, quota.sold, quota.capacity - quota.held - quota.sold].map(String),
    quota.stopped ? 'stopped' : '',
  ]);
  const vouchers = report.vouchers.map(({ voucherId, uses, maxUses }) => [
    voucherId,
    String(uses),
    maxUses === null ? 'no limit' : String(maxUses),
  ]);
  const attempts = attemptStates.flatMap((state) => {
    const count = report.attempts[state];
    return count === undefined ? [] : [[state, String(count)]];
  });
  const money = report.money.map((sum) => [
    sum.currency,
    ...[sum.capturedCents, sum.ticketedCents, sum.refundedCents, sum.refundingCents, sum.inTasksCents].map(String),
  ]);
  const tasks = report.tasks.map(
    (task) => `  ${task.kind}: ${task.refundId ?? `attempt ${task.attemptId}`} of ${task.orderId}, ${task.problem}`,
  );
  const findings = report.findings.map((finding) => `  ${finding.rule}: ${finding.subject} ${finding.message}`);
  return [
    `Ledger of "${eventId}", ${report.outboxLength} outbox entries`,
    '',
    ...formatTable(['order state', 'orders'], orders),
    '',
    ...formatTable(['quota', 'capacity', 'held', 'sold', 'left', ''], quotas),
    '',
    ...(vouchers.length === 0 ? [] : [...formatTable(['voucher', 'used', 'of'], vouchers), '']),
    // A conference without paid tickets has nothing of this.
    ...(attempts.length === 0 ? [] : [...formatTable(['payment', 'attempts'], attempts), '']),
    ...(money.length === 0
      ? []
      : [...formatTable(['minor units', 'captured', 'ticketed', 'refunded', 'refunding', 'in tasks'], money), '']),
    ...(tasks.length === 0 ? [] : [`${tasks.length} open tasks for a person:\n${tasks.join('\n')}`, '']),
    findings.length === 0 ? 'Everything adds up.' : `${findings.length} findings:\n${findings.join('\n')}`,
  ].join('\n');
}

/** The first column to the left, numbers to the right. */
function formatTable(head: string[], rows: string[][]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
