import { randomUUID } from 'node:crypto';
import { isPublicId, type LakeDocument } from '../documents/document.ts';
import { toEffects } from '../history/effects.ts';
import { apiError } from '../http/errors.ts';
import type { Transaction } from '../mutate/transactions.ts';
import type { Change } from '../mutate/workspace.ts';
import { narrowDataset } from '../query/narrow-dataset.ts';
import { parseQuery, runQuery } from '../query/query.ts';

export type ListenRequest = {
  query: string;
  params: Record<string, unknown>;
  mayReadAll: boolean;
  /** False once whoever listens has signed out: nothing more is for them. */
  isStillAllowed: () => boolean;
  includeResult: boolean;
  includePreviousRevision: boolean;
  includeMutations: boolean;
  /** `effectFormat=mendoza`, what Studio applies in place of the mutations. */
  includeEffects: boolean;
};

/** Where one listener's events go: a response of Server-Sent Events, or a channel of a WebSocket. */
export type Sink = {
  send(event: string, id: string | null, data: object): void;
  backlogBytes(): number;
  /** Ends it; who listens connects again by itself and starts from a `welcome`. */
  end(): void;
};

const maxListeners = 1_000;
/** A reader that falls this far behind is cut off. */
const maxBacklogBytes = 8 * 1024 * 1024;

/** Tells every listener of `data/listen` about the transactions that touch its query. */
export function createListeners(now: () => Date = () => new Date()) {
  const open = new Map<Sink, ListenRequest>();
  // Events leave in the order of the transactions although matching a query is asynchronous.
  let last: Promise<unknown> = Promise.resolve();

  async function announceTo(sink: Sink, request: ListenRequest, transaction: Transaction) {
    const told = [];
    for (const change of transaction.changes) {
      if (!request.mayReadAll && !isPublicId(change.id)) continue;
      const was = await matches(request, change.before);
      const is = await matches(request, change.after);
      if (was || is) told.push({ change, transition: was && is ? 'update' : is ? 'appear' : 'disappear' });
    }
    for (const [index, { change, transition }] of told.entries()) {
      const eventId = `${transaction.id}#${change.id}`;
      sink.send('mutation', eventId, {
        ...describeChange(request, transaction, change),
        eventId,
        transition,
        // Of this listener: Studio waits until it has heard of all of them.
        transactionTotalEvents: told.length,
        transactionCurrentEvent: index + 1,
      });
    }
    if (sink.backlogBytes() > maxBacklogBytes) sink.end();
  }

  async function announce(transaction: Transaction) {
    for (const [sink, request] of open) {
      if (request.isStillAllowed()) await announceTo(sink, request, transaction);
      else sink.end();
    }
  }

  return {
    /** The events of one query from now on; what is returned stops them. */
    add(sink: Sink, request: ListenRequest): () => void {
      if (open.size >= maxListeners) throw apiError(503, 'Too many listeners');
      try {
        parseQuery(request.query, request.params);
      } catch (error) {
        const message = error instanceof Error ? error.message : 'the query could not be read';
        sink.send('channelError', null, { message });
        sink.end();
        return () => {};
      }
      open.set(sink, request);
      sink.send('welcome', null, { listenerName: randomUUID(), timestamp: now().toISOString() });
      return () => open.delete(sink);
    },
    publish(transaction: Transaction) {
      last = last.then(() => announce(transaction)).catch(() => {});
    },
    count: () => open.size,
    close() {
      for (const sink of open.keys()) sink.end();
    },
  };
}
export type Listeners = ReturnType<typeof createListeners>;

function describeChange(request: ListenRequest, transaction: Transaction, change: Change) {
  return {
    documentId: change.id,
    transactionId: transaction.id,
    identity: transaction.userId,
    ...(request.includeMutations ? { mutations: change.mutations } : {}),
    ...(request.includeEffects ? { effects: toEffects(change.before, change.after) } : {}),
    ...(change.before ? { previousRev: change.before._rev } : {}),
    // Sanity sends the transaction for a deleted document too; without it the next edit in Studio hangs.
    resultRev: transaction.id,
    ...(request.includeResult && change.after ? { result: change.after } : {}),
    ...(request.includePreviousRevision ? { previous: change.before } : {}),
    timestamp: transaction.timestamp,
    visibility: 'query',
  };
}

/** As in Sanity, a listener's query is only a filter on the one document that changed. */
async function matches(request: ListenRequest, document: Change['after']): Promise<boolean> {
  if (!document) return false;
  // A batch of a hundred orders is nothing to the listeners of sessions and rooms: most are passed over without an evaluation.
  const dataset: LakeDocument[] = narrowDataset(parseQuery(request.query, request.params), [document]);
  if (dataset.length === 0) return false;
  const result = await runQuery(request.query, request.params, dataset).catch(() => null);
  return Array.isArray(result) ? result.length > 0 : result !== null;
}
