import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { Catalogue } from '../../core/orders/catalogue.ts';
import type { Ledger, LedgerReport } from '../ledger/ledger.ts';
import { createCourierMetrics } from './courier-metrics.ts';
import { createJobs } from './jobs.ts';

const catalogue: Catalogue = {
  currency: 'EUR',
  ticketTypes: [],
  quotas: [],
  vouchers: [],
  seller: null,
  transfer: null,
};
const cleanReport: LedgerReport = {
  orders: { HELD: 2 },
  quotas: [],
  vouchers: [],
  attempts: {},
  refunds: {},
  money: [],
  tasks: [],
  outboxLength: 0,
  findings: [],
};

/** A ledger that answers only what a test gives it. */
function ledgerWith(answers: Partial<Ledger>): Ledger {
  const refuse = () => Promise.reject(new Error('not asked for in this test'));
  return new Proxy(answers as Ledger, { get: (target, name) => Reflect.get(target, name) ?? refuse });
}

function setUp(answers: Partial<Ledger>) {
  const said: string[] = [];
  const say = (_fields: object, message: string) => void said.push(message);
  const registry = new Registry();
  const jobs = createJobs({
    ledger: ledgerWith(answers),
    readCatalogue: async () => catalogue,
    metrics: createCourierMetrics(registry),
    log: { info: say, warn: say, error: say },
  });
  return { jobs, said, registry };
}

test('expires batch after batch until none is left', async () => {
  const batches = [200, 200, 7];
  const { jobs, registry } = setUp({
    expireDue: async () => Array.from({ length: batches.shift() ?? 0 }, (_, index) => `order-${index}`),
  });
  await jobs.expireHolds();
  expect(batches).toEqual([]);
  expect(await registry.metrics()).toContain('foyer_holds_expired_total 407');
});

test('tells how many events of PayPal wait, and for how long the oldest has', async () => {
  const { jobs, registry } = setUp({ measureWebhooks: async () => ({ waiting: 3, oldestMs: 90_500 }) });
  await jobs.measureInbox();
  const told = await registry.metrics();
  expect(told).toContain('foyer_webhooks_waiting 3');
  expect(told).toContain('foyer_webhooks_oldest_seconds 90.5');
});

test('says a capacity below what is sold once, not once a poll, and again when it changes', async () => {
  let held = 3;
  const { jobs, said } = setUp({
    applyCatalogue: async () => ({
      version: 1,
      changed: false,
      conflicts: held > 0 ? [{ quotaId: 'main', wantedCapacity: 1, held, sold: 4 }] : [],
    }),
  });
  await jobs.syncCatalogue();
  await jobs.syncCatalogue();
  expect(said).toHaveLength(1);
  held = 2;
  await jobs.syncCatalogue();
  expect(said).toHaveLength(2);
});

test('a broken invariant is a metric at each recount and a log line once', async () => {
  let findings: LedgerReport['findings'] = [{ rule: 'counters', subject: 'main', message: 'sold 4, recounted 3' }];
  const { jobs, said, registry } = setUp({ check: async () => ({ ...cleanReport, findings }) });
  expect(await registry.metrics()).toContain('foyer_last_recount_timestamp_seconds 0');
  await jobs.recount();
  await jobs.recount();
  expect(said).toHaveLength(1);
  expect(await registry.metrics()).toContain('foyer_broken_invariants 1');
  expect(await registry.metrics()).toMatch(/^foyer_last_recount_timestamp_seconds [1-9]/m);
  findings = [];
  await jobs.recount();
  expect(await registry.metrics()).toContain('foyer_broken_invariants 0');
  expect(await registry.metrics()).toContain('foyer_orders{state="HELD"} 2');
});
