import { randomUUID } from 'node:crypto';
import { isPublicId, type LakeDocument } from '../documents/document.ts';
import { toEffects } from '../history/effects.ts';
import type { History, PastTransaction } from '../history/history.ts';
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
  /** `enableResume` and the id of the last event that was heard: a transaction, or `transaction#document`. */
  resumeFrom: string | null;
};

/** What happened while a listener was away. */
export type Past = Pick<History, 'lastTransactionId' | 'since'>;

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
export function createListeners(past: Past, now: () => Date = () => new Date()) {
  let lastAnnounced = past.lastTransactionId();
  const open = new Map<Sink, ListenRequest>();
  /** Those who came back and were not yet told what they missed. */
  const waiting = new Set<Sink>();
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
    lastAnnounced = transaction.id;
  }

  /** With the id to go on from, also for who hears of nothing else before the connection breaks. */
  function welcome(sink: Sink, event: 'welcome' | 'welcomeback'): void {
    const resumeId = event === 'welcome' ? lastAnnounced : null;
    sink.send(event, resumeId, { listenerName: randomUUID(), timestamp: now().toISOString() });
  }

  /** What was missed is told again after a `welcomeback`; where that cannot be, a `welcome` says to begin anew. */
  async function resume(sink: Sink, request: ListenRequest, lastEventId: string): Promise<void> {
    if (!waiting.delete(sink)) return;
    open.set(sink, request);
    const [transactionId = '', documentId = null] = lastEventId.split('#');
    const missed = lastAnnounced && past.since(transactionId, documentId, lastAnnounced);
    welcome(sink, missed ? 'welcomeback' : 'welcome');
    for (const transaction of missed || []) await announceTo(sink, request, fromPast(transaction));
  }

  return {
    /** The events of one query from now on; what is returned stops them. */
    add(sink: Sink, request: ListenRequest): () => void {
      if (open.size + waiting.size >= maxListeners) throw apiError(503, 'Too many listeners');
      try {
        parseQuery(request.query, request.params);
      } catch (error) {
        const message = error instanceof Error ? error.message : 'the query could not be read';
        sink.send('channelError', null, { message });
        sink.end();
        return () => {};
      }
      const { resumeFrom } = request;
      if (resumeFrom === null) {
        open.set(sink, request);
        welcome(sink, 'welcome');
      } else {
        waiting.add(sink);
        // In turn: what was announced before is told again, what comes after is heard.
        last = last.then(() => resume(sink, request, resumeFrom)).catch(() => sink.end());
      }
      return () => {
        waiting.delete(sink);
        open.delete(sink);
      };
    },
    publish(transaction: Transaction) {
      last = last.then(() => announce(transaction)).catch(() => {});
    },
    count: () => open.size + waiting.size,
    close() {
      for (const sink of [...open.keys(), ...waiting]) sink.end();
    },
  };
}
export type Listeners = ReturnType<typeof createListeners>;

/** How a document was changed is not kept, only what became of it. */
const fromPast = ({ id, timestamp, author, changes }: PastTransaction): Transaction => ({
  id,
  timestamp,
  userId: author,
  changes: changes.map((change) => ({
    ...change,
    mutations: [change.after ? { createOrReplace: change.after } : { delete: { id: change.id } }],
  })),
});

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
