import { Counter, Gauge, type Registry } from 'prom-client';

/** What the courier alone can tell, from the ledger as a whole. */
export function createCourierMetrics(registry: Registry) {
  const registers = [registry];
  return {
    seats: new Gauge({
      name: 'foyer_quota_seats',
      help: 'Seats of a quota: capacity, held, sold',
      labelNames: ['quota', 'kind'],
      registers,
    }),
    quotaStopped: new Gauge({
      name: 'foyer_quota_stopped',
      help: '1 while a quota sells nothing because its capacity was set below what is held and sold',
      labelNames: ['quota'],
      registers,
    }),
    orders: new Gauge({ name: 'foyer_orders', help: 'Orders by state', labelNames: ['state'], registers }),
    payments: new Gauge({ name: 'foyer_payments', help: 'Attempts to pay by state', labelNames: ['state'], registers }),
    money: new Gauge({
      name: 'foyer_money_cents',
      help: 'Where everything captured is: captured = ticketed + refunded + refunding + in_tasks, in minor units',
      labelNames: ['currency', 'place'],
      registers,
    }),
    refunds: new Gauge({
      name: 'foyer_refunds',
      help: 'How many refunds there ever were, by why the money went back, as of the last recount',
      labelNames: ['reason'],
      registers,
    }),
    openTasks: new Gauge({
      name: 'foyer_open_tasks',
      help: 'What about money waits for a person',
      labelNames: ['kind'],
      registers,
    }),
    moneyDifferences: new Gauge({
      name: 'foyer_money_differences',
      help: "What PayPal's account of the money and the ledger's differed in, when they were last compared",
      registers,
    }),
    lastComparison: new Gauge({
      name: 'foyer_money_compared_timestamp_seconds',
      help: "When the money was last compared with PayPal's account of it; 0 before the first time",
      registers,
    }),
    webhooksWaiting: new Gauge({
      name: 'foyer_webhooks_waiting',
      help: "PayPal's events in the inbox that nobody is done with; those that became tasks are not among them",
      registers,
    }),
    webhookOldest: new Gauge({
      name: 'foyer_webhooks_oldest_seconds',
      help: 'For how long the oldest event in the inbox has waited; 0 where none waits',
      registers,
    }),
    brokenInvariants: new Gauge({
      name: 'foyer_broken_invariants',
      help: 'Findings of the last recount of the ledger; anything but 0 needs a person',
      registers,
    }),
    lastRecount: new Gauge({
      name: 'foyer_last_recount_timestamp_seconds',
      help: 'When the last recount of the ledger ended; 0 before the first, when the figures from it mean nothing',
      registers,
    }),
    expired: new Counter({
      name: 'foyer_holds_expired_total',
      help: 'Holds ended because their time was over',
      registers,
    }),
    catalogueVersion: new Gauge({
      name: 'foyer_catalogue_version',
      help: 'Version of the catalogue that the ledger sells from',
      registers,
    }),
    outboxLag: new Gauge({
      name: 'foyer_outbox_lag_seconds',
      help: 'Age of the oldest entry that a reader of the outbox has not finished; 0 when it has finished all',
      labelNames: ['reader'],
      registers,
    }),
    jobFailing: new Gauge({
      name: 'foyer_courier_job_failing',
      help: '1 while a job of the courier fails',
      // Not `job`: that is Prometheus' own name for what it scrapes.
      labelNames: ['name'],
      registers,
    }),
  };
}

export type CourierMetrics = ReturnType<typeof createCourierMetrics>;
