import { randomBytes } from 'node:crypto';
import { isRecord, type LakeDocument } from '../documents/document.ts';
import { checkReferences } from '../documents/references.ts';
import type { Store } from '../documents/store.ts';
import { apiError } from '../http/errors.ts';
import { runQuery } from '../query/query.ts';
import { applyActions } from './apply-actions.ts';
import { applyMutations, type Select } from './apply-mutations.ts';
import { type Change, createWorkspace, type MutationResult, type Workspace } from './workspace.ts';

/** `userId` is whose doing it is. */
export type Transaction = { id: string; timestamp: string; userId: string; changes: Change[] };
export type Committed = {
  transactionId: string;
  results: (MutationResult & { document?: LakeDocument | null })[];
};
type Options = { dryRun?: boolean; returnDocuments?: boolean; userId?: string };
type Work = (workspace: Workspace, select: Select) => Promise<void>;

/** Applies one transaction after another; `onCommit` hears of each that is on disk. */
export function createTransactions(store: Store, onCommit: (transaction: Transaction) => void) {
  let last: Promise<unknown> = Promise.resolve();

  async function apply(work: Work, transactionId: string | null, options: Options): Promise<Committed> {
    if (transactionId && store.hasTransaction(transactionId)) {
      throw apiError(409, `The transaction "${transactionId}" was already made`);
    }
    const transaction = {
      id: transactionId ?? randomBytes(11).toString('base64url').replace(/[-_]/g, 'x'),
      timestamp: new Date().toISOString(),
      userId: options.userId ?? 'token',
    };
    const workspace = createWorkspace(store.get, transaction);
    await work(workspace, async (query, params) =>
      idsIn(await runQuery(query, params, overlay(store.all(), workspace.pending))),
    );
    const changes = workspace.changes();
    checkReferences(store, changes);
    const after = new Map(changes.map((change) => [change.id, change.after]));
    if (!options.dryRun && changes.length > 0) {
      store.commit(transaction, changes);
      onCommit({ ...transaction, changes });
    }
    return {
      transactionId: transaction.id,
      results: options.returnDocuments
        ? workspace.results.map((result) => ({
            ...result,
            document: (after.has(result.id) ? after.get(result.id) : store.get(result.id)) ?? null,
          }))
        : workspace.results,
    };
  }

  function inTurn(work: Work, transactionId: string | null, options: Options): Promise<Committed> {
    const run = last.then(() => apply(work, transactionId, options));
    last = run.catch(() => {});
    return run;
  }

  return {
    /** Rejects with a LakeError, with nothing changed, or resolves once everything is on disk. */
    async run(body: unknown, options: Options = {}): Promise<Committed> {
      const mutations = readList(body, 'mutations');
      return inTurn((workspace, select) => applyMutations(workspace, mutations, select), readId(body), options);
    },
    /** The same for actions: Studio's own edits. */
    async act(body: unknown, options: Options = {}): Promise<Committed> {
      const actions = readList(body, 'actions');
      return inTurn(async (workspace) => applyActions(workspace, actions), readId(body), options);
    },
  };
}

export type Transactions = ReturnType<typeof createTransactions>;

function readList(body: unknown, name: 'mutations' | 'actions'): unknown[] {
  const list = isRecord(body) ? body[name] : null;
  if (!Array.isArray(list)) throw apiError(400, `expected { "${name}": [...] }`);
  return list;
}

function readId(body: unknown): string | null {
  const id = isRecord(body) ? (body.transactionId ?? null) : null;
  if (id === null) return null;
  if (typeof id !== 'string' || !/^[a-zA-Z0-9_-]{1,128}$/.test(id)) {
    throw apiError(400, 'the transaction id must be 1 to 128 letters, digits, hyphens or underscores');
  }
  return id;
}

function overlay(documents: LakeDocument[], pending: ReadonlyMap<string, LakeDocument | null>): LakeDocument[] {
  if (pending.size === 0) return documents;
  const kept = documents.filter((document) => !pending.has(document._id));
  return [...kept, ...[...pending.values()].filter((document) => document !== null)];
}

function idsIn(result: unknown): string[] {
  const items = Array.isArray(result) ? result : [result];
  return items.flatMap((item) => (typeof item?._id === 'string' ? [item._id] : []));
}
