import { randomBytes } from 'node:crypto';
import type { LakeDocument } from '../documents/document.ts';
import { checkReferences } from '../documents/references.ts';
import type { Store } from '../documents/store.ts';
import { apiError } from '../http/errors.ts';
import { runQuery } from '../query/query.ts';
import { applyMutations, type Change, type MutationResult, parseTransaction } from './apply-mutations.ts';

export type Transaction = { id: string; timestamp: string; userId: string; changes: Change[] };
export type Committed = {
  transactionId: string;
  results: (MutationResult & { document?: LakeDocument | null })[];
};

/** `userId` is whose doing it is. */
type Options = { dryRun?: boolean; returnDocuments?: boolean; userId?: string };

/** Applies one transaction after another; `onCommit` hears of each that is on disk. */
export function createTransactions(store: Store, onCommit: (transaction: Transaction) => void) {
  let last: Promise<unknown> = Promise.resolve();

  async function apply(body: unknown, options: Options): Promise<Committed> {
    const { mutations, transactionId } = parseTransaction(body);
    const transaction = {
      id: transactionId ?? randomBytes(11).toString('base64url').replace(/[-_]/g, 'x'),
      timestamp: new Date().toISOString(),
      userId: options.userId ?? 'token',
    };
    if (transactionId && store.hasTransaction(transactionId)) {
      throw apiError(409, `The transaction "${transactionId}" was already made`);
    }
    const before = {
      get: store.get,
      select: async (
        query: string,
        params: Record<string, unknown>,
        pending: ReadonlyMap<string, LakeDocument | null>,
      ) => idsIn(await runQuery(query, params, overlay(store.all(), pending))),
    };
    const { results, changes } = await applyMutations(before, mutations, transaction);
    checkReferences(store, changes);
    const after = new Map(changes.map((change) => [change.id, change.after]));
    if (!options.dryRun && changes.length > 0) {
      store.commit(transaction, changes);
      onCommit({ ...transaction, changes });
    }
    return {
      transactionId: transaction.id,
      results: options.returnDocuments
        ? results.map((result) => ({
            ...result,
            document: (after.has(result.id) ? after.get(result.id) : store.get(result.id)) ?? null,
          }))
        : results,
    };
  }

  return {
    /** Rejects with a LakeError, with nothing changed, or resolves once everything is on disk. */
    run(body: unknown, options: Options = {}): Promise<Committed> {
      const run = last.then(() => apply(body, options));
      last = run.catch(() => {});
      return run;
    },
  };
}

export type Transactions = ReturnType<typeof createTransactions>;

function overlay(documents: LakeDocument[], pending: ReadonlyMap<string, LakeDocument | null>): LakeDocument[] {
  if (pending.size === 0) return documents;
  const kept = documents.filter((document) => !pending.has(document._id));
  return [...kept, ...[...pending.values()].filter((document) => document !== null)];
}

function idsIn(result: unknown): string[] {
  const items = Array.isArray(result) ? result : [result];
  return items.flatMap((item) => (typeof item?._id === 'string' ? [item._id] : []));
}
