import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StoredFault } from './fault-schemas.ts';
import type { StoredCapture, StoredDispute, StoredOrder, StoredRefund, StoredReply } from './model.ts';
import type { StoredEvent } from './webhooks/event-model.ts';
import type { StoredPlan } from './webhooks/plan-schema.ts';

export type Table<Row extends { id: string }> = {
  get(id: string): Row | null;
  all(): Row[];
  count(): number;
  /** Rows of one parent, oldest first: an order's captures, a capture's refunds. */
  ofParent(parent: string): Row[];
  ofInvoice(invoiceId: string): Row[];
  put(row: Row): void;
  remove(id: string): void;
};

export type Store = ReturnType<typeof createStore>;

/** What PayPal remembers, in SQLite: what was answered has reached the disk, so a killed PayPal comes back with it. */
export function createStore(dataDir: string) {
  mkdirSync(dataDir, { recursive: true });
  const database = new DatabaseSync(join(dataDir, 'paypal.sqlite'));
  // Exclusive: a second PayPal on the same folder must not start.
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  return {
    orders: createTable<StoredOrder>(database, 'orders', () => null),
    captures: createTable<StoredCapture>(database, 'captures', (capture) => capture.orderId),
    refunds: createTable<StoredRefund>(database, 'refunds', (refund) => refund.captureId),
    disputes: createTable<StoredDispute>(database, 'disputes', (dispute) => dispute.captureId),
    events: createTable<StoredEvent>(database, 'events', () => null),
    webhookPlans: createTable<StoredPlan>(database, 'webhook_plans', () => null),
    replies: createTable<StoredReply>(database, 'replies', () => null),
    faults: createTable<StoredFault>(database, 'faults', () => null),
    /** All of it, or nothing. */
    transaction<T>(run: () => T): T {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = run();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => database.close(),
  };
}

function createTable<Row extends { id: string; invoiceId?: string | null }>(
  database: DatabaseSync,
  name: string,
  parentOf: (row: Row) => string | null,
): Table<Row> {
  database.exec(`
    CREATE TABLE IF NOT EXISTS ${name} (number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, parent TEXT, invoice TEXT, body TEXT NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS ${name}_parent ON ${name} (parent);
    CREATE INDEX IF NOT EXISTS ${name}_invoice ON ${name} (invoice);
  `);
  const select = (condition: string) => {
    const statement = database.prepare(`SELECT body FROM ${name} ${condition} ORDER BY number`);
    return (...values: string[]) => statement.all(...values).map((row) => JSON.parse(String(row.body)) as Row);
  };
  const byId = select('WHERE id = ?');
  const byParent = select('WHERE parent = ?');
  const byInvoice = select('WHERE invoice = ?');
  const everything = select('');
  const total = database.prepare(`SELECT count(*) AS rows FROM ${name}`);
  const upsert = database.prepare(
    `INSERT INTO ${name} (id, parent, invoice, body) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, invoice = excluded.invoice, body = excluded.body`,
  );
  const remove = database.prepare(`DELETE FROM ${name} WHERE id = ?`);
  return {
    get: (id) => byId(id)[0] ?? null,
    all: () => everything(),
    count: () => Number(total.get()?.rows),
    ofParent: (parent) => byParent(parent),
    ofInvoice: (invoiceId) => byInvoice(invoiceId),
    put: (row) => {
      upsert.run(row.id, parentOf(row), row.invoiceId ?? null, JSON.stringify(row));
    },
    remove: (id) => {
      remove.run(id);
    },
  };
}
