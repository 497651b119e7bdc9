import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';

export type StoredMail = {
  id: number;
  messageId: string;
  /** How often it came in: a sender that did not hear "accepted" sends it again. */
  deliveries: number;
  receivedAt: string;
  from: string;
  to: string[];
  subject: string;
};

export type Arrival = { messageId: string | null; from: string; to: string[]; subject: string; raw: Buffer };

/** Mails on disk, one for each Message-ID. `add` returns after the disk has it, as a mail server must. */
export function createStore(dataDir: string) {
  mkdirSync(dataDir, { recursive: true });
  const database = new DatabaseSync(join(dataDir, 'mailbox.sqlite'));
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS mails (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      message_id TEXT NOT NULL UNIQUE,
      deliveries INTEGER NOT NULL,
      received_at TEXT NOT NULL,
      sender TEXT NOT NULL,
      recipients TEXT NOT NULL,
      subject TEXT NOT NULL,
      raw BLOB NOT NULL
    ) STRICT;
  `);
  const insert = database.prepare(`
    INSERT INTO mails (message_id, deliveries, received_at, sender, recipients, subject, raw) VALUES (?, 1, ?, ?, ?, ?, ?)
    ON CONFLICT (message_id) DO UPDATE SET deliveries = deliveries + 1`);
  const columns = 'id, message_id, deliveries, received_at, sender, recipients, subject';
  const list = database.prepare(`SELECT ${columns} FROM mails ORDER BY id DESC LIMIT ?`);
  const find = database.prepare(`SELECT ${columns} FROM mails WHERE id = ?`);
  const findRaw = database.prepare('SELECT raw FROM mails WHERE id = ?');
  const count = database.prepare('SELECT count(*) AS mails FROM mails');

  return {
    add({ messageId, from, to, subject, raw }: Arrival): void {
      const id = messageId ?? `<${randomUUID()}@without-id>`;
      insert.run(id, new Date().toISOString(), from, JSON.stringify(to), subject, raw);
    },
    /** The newest first. */
    list: (limit: number): StoredMail[] => list.all(limit).map(toMail),
    find(id: number): StoredMail | null {
      const row = find.get(id);
      return row ? toMail(row) : null;
    },
    findRaw(id: number): Buffer | null {
      const row = findRaw.get(id);
      return row ? Buffer.from(row.raw as Uint8Array) : null;
    },
    count: () => Number(count.get()?.mails ?? 0),
    close: () => database.close(),
  };
}

export type Store = ReturnType<typeof createStore>;

function toMail(row: Record<string, SQLOutputValue>): StoredMail {
  return {
    id: Number(row.id),
    messageId: String(row.message_id),
    deliveries: Number(row.deliveries),
    receivedAt: String(row.received_at),
    from: String(row.sender),
    to: JSON.parse(String(row.recipients)) as string[],
    subject: String(row.subject),
  };
}
