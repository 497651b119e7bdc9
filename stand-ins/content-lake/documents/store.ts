import type { DatabaseSync } from 'node:sqlite';
import type { History } from '../history/history.ts';
import { apiError } from '../http/errors.ts';
import type { Change } from '../mutate/workspace.ts';
import { collectStrongReferences, type LakeDocument } from './document.ts';

/** Every document in memory for queries, and in SQLite for good: `commit` returns after the disk has it. */
export type Store = {
  get(id: string): LakeDocument | null;
  all(): LakeDocument[];
  /** Ids of the documents that hold a strong reference to this one. */
  referencesTo(id: string): ReadonlySet<string>;
  hasTransaction(id: string): boolean;
  commit(transaction: { id: string; timestamp: string; userId: string }, changes: Change[]): void;
};

export function createStore(database: DatabaseSync, history: Pick<History, 'record'>): Store {
  const upsert = database.prepare(
    'INSERT INTO documents VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
  );
  const remove = database.prepare('DELETE FROM documents WHERE id = ?');
  const log = database.prepare('INSERT INTO transactions VALUES (?, ?)');
  const find = database.prepare('SELECT 1 FROM transactions WHERE id = ?');

  const documents = new Map<string, LakeDocument>();
  const incoming = new Map<string, Set<string>>();
  const none: ReadonlySet<string> = new Set();
  let list: LakeDocument[] | null = null;

  const put = (id: string, after: LakeDocument | null) => {
    for (const target of collectStrongReferences(documents.get(id))) incoming.get(target)?.delete(id);
    if (after) documents.set(id, after);
    else documents.delete(id);
    for (const target of collectStrongReferences(after)) {
      const sources = incoming.get(target) ?? new Set();
      incoming.set(target, sources.add(id));
    }
    list = null;
  };

  for (const row of database.prepare('SELECT id, body FROM documents').iterate()) {
    put(String(row.id), JSON.parse(String(row.body)) as LakeDocument);
  }

  return {
    get: (id) => documents.get(id) ?? null,
    all: () => {
      list ??= [...documents.values()];
      return list;
    },
    referencesTo: (id) => incoming.get(id) ?? none,
    hasTransaction: (id) => find.get(id) !== undefined,
    commit(transaction, changes) {
      database.exec('BEGIN IMMEDIATE');
      try {
        log.run(transaction.id, transaction.timestamp);
        for (const { id, after } of changes) {
          if (after) upsert.run(id, JSON.stringify(after));
          else remove.run(id);
        }
        history.record(transaction, changes);
        database.exec('COMMIT');
      } catch (error) {
        // After some errors (a full disk) SQLite has rolled back by itself.
        if (database.isTransaction) database.exec('ROLLBACK');
        throw apiError(507, `The content could not be stored: ${error instanceof Error ? error.message : error}`);
      }
      for (const { id, after } of changes) put(id, after);
    },
  };
}
