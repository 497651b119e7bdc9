import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { LedgerReport } from '../ledger/ledger.ts';
import { createCourierMetrics } from './courier-metrics.ts';
import { showReport } from './show-report.ts';

const report: LedgerReport = {
  orders: { CONFIRMED: 2, NEEDS_ATTENTION: 1 },
  quotas: [{ quotaId: 'main', capacity: 10, held: 1, sold: 3, stopped: true }],
  vouchers: [],
  attempts: { CAPTURED: 2 },
  refunds: { duplicate: 1 },
  money: [
    {
      currency: 'EUR',
      capturedCents: 700,
      ticketedCents: 400,
      refundedCents: 100,
      refundingCents: 50,
      inTasksCents: 150,
    },
  ],
  tasks: [{ attemptId: 'a', refundId: null, orderId: 'o', kind: 'quarantined', problem: 'another amount', at: 1 }],
  outboxLength: 9,
  findings: [{ rule: 'counters', subject: 'main', message: 'sold 4, recounted 3' }],
};

test('a recount is told in full', async () => {
  const registry = new Registry();
  showReport(report, createCourierMetrics(registry));
  const page = await registry.metrics();
  for (const line of [
    'foyer_broken_invariants 1',
    'foyer_orders{state="NEEDS_ATTENTION"} 1',
    'foyer_orders{state="HELD"} 0',
    'foyer_payments{state="CAPTURED"} 2',
    'foyer_refunds{reason="duplicate"} 1',
    'foyer_refunds{reason="no_seats"} 0',
    'foyer_payments{state="CAPTURING"} 0',
    'foyer_quota_seats{quota="main",kind="sold"} 3',
    'foyer_quota_stopped{quota="main"} 1',
    'foyer_money_cents{currency="EUR",place="captured"} 700',
    'foyer_money_cents{currency="EUR",place="in_tasks"} 150',
    'foyer_open_tasks{kind="quarantined"} 1',
    'foyer_open_tasks{kind="refund_failed"} 0',
  ]) {
    expect(page.split('\n')).toContain(line);
  }
});

test('a quota that is gone from the ledger is gone from the metrics', async () => {
  const registry = new Registry();
  const metrics = createCourierMetrics(registry);
  showReport(report, metrics);
  showReport({ ...report, quotas: [], money: [] }, metrics);
  const page = await registry.metrics();
  expect(page).not.toContain('quota="main"');
  expect(page).not.toContain('currency="EUR"');
});
