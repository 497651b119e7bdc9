import express, { type Router } from 'express';
import { isDocumentId, type LakeDocument } from '../documents/document.ts';
import type { Callers } from '../http/caller.ts';
import { apiError } from '../http/errors.ts';
import { toEffects } from './effects.ts';
import { halvesOf, toEvents } from './events.ts';
import type { History } from './history.ts';

const maxTransactions = 1_000;

/** `data/history`: what a document was, for Studio's review and restore. */
export function createHistoryRoutes({ history, callers }: { history: History; callers: Callers }): Router {
  const router = express.Router({ mergeParams: true });
  router.use('/data/history', (request, _response, next) => {
    if (callers.identify(request).mayReadAll) return next();
    // What was published once may be a secret by now.
    next(apiError(403, 'Only who may read drafts may read the past'));
  });

  router.get('/data/history/:dataset/documents/:ids', (request, response) => {
    const { revision, time, lastRevision } = request.query;
    const find = (id: string): LakeDocument | null => {
      if (typeof revision === 'string') return history.atRevision(id, revision);
      if (lastRevision === 'true') return history.lastOf(id);
      return history.atTime(id, typeof time === 'string' ? toTimestamp(time) : new Date().toISOString());
    };
    const documents = readIds(request.params.ids).map(find);
    response.json({ documents: documents.filter((document) => document !== null) });
  });

  router.get('/data/history/:dataset/events/documents/:id', (request, response) => {
    const { id } = request.params;
    const { publishedId, draftId } = halvesOf(id);
    const everything = { limit: maxTransactions, isReverse: true, from: null, to: null };
    const past = isDocumentId(id) ? history.list([publishedId, draftId], everything) : [];
    response.json({ events: { [id]: toEvents(id, past) }, nextCursor: '' });
  });

  // One line of JSON a transaction.
  router.get('/data/history/:dataset/transactions/:ids', (request, response) => {
    const { limit, reverse, fromTransaction, toTransaction } = request.query;
    const transactions = history.list(readIds(request.params.ids), {
      limit: Math.min(Math.max(1, Number(limit) || 100), maxTransactions),
      isReverse: reverse === 'true',
      from: typeof fromTransaction === 'string' ? fromTransaction : null,
      to: typeof toTransaction === 'string' ? toTransaction : null,
    });
    const lines = transactions.map(({ id, timestamp, author, changes }) => {
      const effects = changes.map((change) => [change.id, toEffects(change.before, change.after)]);
      const documentIDs = changes.map((change) => change.id);
      return `${JSON.stringify({ id, timestamp, author, documentIDs, effects: Object.fromEntries(effects) })}\n`;
    });
    response.type('application/x-ndjson').send(lines.join(''));
  });
  return router;
}

const readIds = (ids: string): string[] => ids.split(',').filter(isDocumentId).slice(0, 100);

function toTimestamp(time: string): string {
  const instant = new Date(time);
  if (Number.isNaN(instant.getTime())) throw apiError(400, 'time must be a timestamp');
  return instant.toISOString();
}
