import type { DatabaseSync } from 'node:sqlite';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { LakeDocument } from '../documents/document.ts';

type Version = LakeDocument | null;
type Recorded = { id: string; before: Version; after: Version };
/** What one transaction did to the documents that were asked for. */
export type PastTransaction = { id: string; timestamp: string; author: string; changes: Recorded[] };
export type Range = { limit: number; isReverse: boolean; from: string | null; to: string | null };

/** The last revisions of each document: enough for Studio to compare and restore; the file must not grow without end. */
const revisionsKept = 200;
/** More changes than this are not told again to a listener that comes back. */
const maxMissed = 500;

export function createHistory(database: DatabaseSync) {
  database.exec(`
    CREATE TABLE IF NOT EXISTS history (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL, transaction_id TEXT NOT NULL,
      timestamp TEXT NOT NULL, author TEXT NOT NULL, before BLOB, after BLOB
    ) STRICT;
    CREATE INDEX IF NOT EXISTS history_of_document ON history (document_id, seq);
    CREATE INDEX IF NOT EXISTS history_of_transaction ON history (transaction_id, seq);
  `);
  const insert = database.prepare(
    'INSERT INTO history (document_id, transaction_id, timestamp, author, before, after) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const trim = database.prepare(`
    DELETE FROM history WHERE document_id = ?1
    AND seq <= (SELECT seq FROM history WHERE document_id = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ${revisionsKept})
  `);
  const ofRevision = database.prepare('SELECT after FROM history WHERE document_id = ? AND transaction_id = ?');
  const before = database.prepare(
    'SELECT after FROM history WHERE document_id = ? AND timestamp <= ? ORDER BY seq DESC LIMIT 1',
  );
  const lastKept = database.prepare(
    'SELECT after FROM history WHERE document_id = ? AND after IS NOT NULL ORDER BY seq DESC LIMIT 1',
  );

  const lastTransaction = database.prepare('SELECT transaction_id FROM history ORDER BY seq DESC LIMIT 1');
  const seqOf = database.prepare(
    'SELECT MAX(seq) AS seq FROM history WHERE transaction_id = ?1 AND (?2 IS NULL OR document_id = ?2)',
  );
  const between = database.prepare(
    `SELECT document_id, transaction_id, timestamp, author, before, after FROM history
     WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?`,
  );

  const versionIn = (row: unknown): Version => read((row as { after: Uint8Array | null } | undefined)?.after ?? null);

  return {
    /** Part of the transaction in which the documents are written. */
    record(transaction: { id: string; timestamp: string; userId: string }, changes: Recorded[]): void {
      const { id, timestamp, userId } = transaction;
      for (const change of changes) {
        insert.run(change.id, id, timestamp, userId, write(change.before), write(change.after));
        trim.run(change.id);
      }
    },
    atRevision: (documentId: string, revision: string): Version => versionIn(ofRevision.get(documentId, revision)),
    atTime: (documentId: string, time: string): Version => versionIn(before.get(documentId, time)),
    /** As it was before it was deleted. */
    lastOf: (documentId: string): Version => versionIn(lastKept.get(documentId)),

    lastTransactionId: (): string | null => {
      const row = lastTransaction.get() as { transaction_id: string } | undefined;
      return row?.transaction_id ?? null;
    },
    /**
     * The transactions after one, or after its change to this one document, until `to`; null where that is too long ago, or
     * too much, to tell.
     */
    since(transactionId: string, documentId: string | null, to: string): PastTransaction[] | null {
      const from = seqOf.get(transactionId, documentId) as { seq: number | null };
      const until = seqOf.get(to, null) as { seq: number | null };
      if (from.seq === null || until.seq === null) return null;
      const rows = between.all(from.seq, until.seq, maxMissed + 1);
      return rows.length > maxMissed ? null : group(rows);
    },

    /** The transactions that changed any of these documents, `from` and `to` (transaction ids) included. */
    list(documentIds: string[], { limit, isReverse, from, to }: Range): PastTransaction[] {
      const marks = documentIds.map(() => '?').join(', ');
      const bound = (how: 'MIN' | 'MAX') => `(SELECT ${how}(seq) FROM history WHERE transaction_id = ?)`;
      const rows = database
        .prepare(
          `SELECT document_id, transaction_id, timestamp, author, before, after FROM history
           WHERE document_id IN (${marks}) ${from ? `AND seq >= ${bound('MIN')}` : ''} ${to ? `AND seq <= ${bound('MAX')}` : ''}
           ORDER BY seq ${isReverse ? 'DESC' : 'ASC'} LIMIT ?`,
        )
        .all(...documentIds, ...(from ? [from] : []), ...(to ? [to] : []), (limit + 1) * documentIds.length);
      return group(rows).slice(0, limit);
    },
  };
}
export type History = ReturnType<typeof createHistory>;

/** Rows in the order of `seq`, or against it. */
function group(rows: Record<string, unknown>[]): PastTransaction[] {
  const transactions: PastTransaction[] = [];
  for (const row of rows as Record<string, string & Uint8Array>[]) {
    const id = String(row.transaction_id);
    let entry = transactions.at(-1);
    if (entry?.id !== id) {
      entry = { id, timestamp: String(row.timestamp), author: String(row.author), changes: [] };
      transactions.push(entry);
    }
    entry.changes.push({
      id: String(row.document_id),
      before: read(row.before ?? null),
      after: read(row.after ?? null),
    });
  }
  return transactions;
}

const write = (version: Version): Uint8Array | null => (version ? deflateRawSync(JSON.stringify(version)) : null);
const read = (bytes: Uint8Array | null): Version =>
  bytes ? (JSON.parse(inflateRawSync(bytes).toString('utf8')) as LakeDocument) : null;
