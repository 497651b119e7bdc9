import express, { type Request, type Router } from 'express';
import type { Callers } from '../http/caller.ts';
import { readParams } from '../query/read-params.ts';
import type { createListeners } from './listeners.ts';

export function createListenRoutes(parts: { listeners: ReturnType<typeof createListeners>; callers: Callers }): Router {
  const router = express.Router({ mergeParams: true });
  router.get('/data/listen/:dataset', (request: Request, response) => {
    parts.listeners.add(response, {
      query: String(request.query.query ?? ''),
      params: readParams(request.query),
      mayReadAll: parts.callers.identify(request).mayReadAll,
      includeResult: request.query.includeResult === 'true',
      includePreviousRevision: request.query.includePreviousRevision === 'true',
      includeMutations: request.query.includeMutations !== 'false',
    });
  });
  return router;
}
