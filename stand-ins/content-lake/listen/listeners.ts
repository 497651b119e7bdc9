import { randomUUID } from 'node:crypto';
import type { Response } from 'express';
import { isPublicId, type LakeDocument } from '../documents/document.ts';
import { apiError } from '../http/errors.ts';
import type { Change } from '../mutate/apply-mutations.ts';
import type { Transaction } from '../mutate/transactions.ts';
import { parseQuery, runQuery } from '../query/query.ts';

export type ListenRequest = {
  query: string;
  params: Record<string, unknown>;
  mayReadAll: boolean;
  includeResult: boolean;
  includePreviousRevision: boolean;
  includeMutations: boolean;
};

const maxListeners = 500;
/** A reader that falls this far behind is cut off; it reconnects and starts from a `welcome`. */
const maxBacklogBytes = 8 * 1024 * 1024;
const keepAliveMs = 15_000;

/** Tells every listener of `data/listen` (Server-Sent Events) about the transactions that touch its query. */
export function createListeners(now: () => Date = () => new Date()) {
  const open = new Map<Response, ListenRequest>();
  // Comments keep proxies from closing a quiet connection.
  const keepAlive = setInterval(() => {
    for (const response of open.keys()) response.write(':\n\n');
  }, keepAliveMs);
  keepAlive.unref();
  // Events leave in the order of the transactions although matching a query is asynchronous.
  let last: Promise<unknown> = Promise.resolve();

  async function announce({ id: transactionId, timestamp, userId, changes }: Transaction) {
    for (const [response, request] of open) {
      for (const [index, change] of changes.entries()) {
        if (!request.mayReadAll && !isPublicId(change.id)) continue;
        const was = await matches(request, change.before);
        const is = await matches(request, change.after);
        if (!was && !is) continue;
        send(response, 'mutation', `${transactionId}#${change.id}`, {
          eventId: `${transactionId}#${change.id}`,
          documentId: change.id,
          transactionId,
          transition: was && is ? 'update' : is ? 'appear' : 'disappear',
          identity: userId,
          ...(request.includeMutations ? { mutations: change.mutations } : {}),
          ...(change.before ? { previousRev: change.before._rev } : {}),
          // Sanity sends the transaction for a deleted document too; without it the next edit in Studio hangs.
          resultRev: transactionId,
          ...(request.includeResult && change.after ? { result: change.after } : {}),
          ...(request.includePreviousRevision ? { previous: change.before } : {}),
          timestamp,
          visibility: 'query',
          transactionTotalEvents: changes.length,
          transactionCurrentEvent: index + 1,
        });
      }
      if (response.writableLength > maxBacklogBytes) response.destroy();
    }
  }

  return {
    add(response: Response, request: ListenRequest) {
      if (open.size >= maxListeners) throw apiError(503, 'Too many listeners');
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      });
      try {
        parseQuery(request.query, request.params);
      } catch (error) {
        const message = error instanceof Error ? error.message : 'the query could not be read';
        send(response, 'channelError', null, { message });
        response.end();
        return;
      }
      open.set(response, request);
      response.on('close', () => open.delete(response));
      send(response, 'welcome', null, { listenerName: randomUUID(), timestamp: now().toISOString() });
    },
    publish(transaction: Transaction) {
      last = last.then(() => announce(transaction)).catch(() => {});
    },
    count: () => open.size,
    close() {
      clearInterval(keepAlive);
      for (const response of open.keys()) response.end();
    },
  };
}

/** As in Sanity, a listener's query is only a filter on the one document that changed. */
async function matches(request: ListenRequest, document: Change['after']): Promise<boolean> {
  if (!document) return false;
  const dataset: LakeDocument[] = [document];
  const result = await runQuery(request.query, request.params, dataset).catch(() => null);
  return Array.isArray(result) ? result.length > 0 : result !== null;
}

function send(response: Response, event: string, id: string | null, data: object) {
  if (response.destroyed || response.writableEnded) return;
  response.write(`${id ? `id: ${id}\n` : ''}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
