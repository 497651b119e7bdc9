import express, { type Request, type Response, type Router } from 'express';
import { isDocumentId, isPublicId, isRecord } from '../documents/document.ts';
import type { Store } from '../documents/store.ts';
import type { Callers } from '../http/caller.ts';
import { jsonLimit } from '../http/limits.ts';
import { parsePerspective, view } from './perspective.ts';
import { runQuery } from './query.ts';
import { readParams } from './read-params.ts';

/** `data/query` and `data/doc`. */
export function createQueryRoutes({ store, callers }: { store: Store; callers: Callers }): Router {
  const router = express.Router({ mergeParams: true });

  const query = async (
    request: Request<{ version: string }>,
    response: Response,
    statement: unknown,
    params: Record<string, unknown>,
  ) => {
    const startedAt = performance.now();
    const { mayReadAll, userId } = callers.identify(request);
    const version = request.params.version.replace(/^v/, '');
    const perspective = parsePerspective(request.query.perspective, version);
    const dataset = view(store.all(), perspective, mayReadAll);
    const result = await runQuery(statement, params, dataset, userId);
    response.json({
      ...(request.query.returnQuery === 'false' ? {} : { query: statement }),
      result,
      syncTags: [],
      ms: Math.round(performance.now() - startedAt),
    });
  };

  router.get('/data/query/:dataset', (request: Request, response, next) => {
    query(request as Request<{ version: string }>, response, request.query.query, readParams(request.query)).catch(
      next,
    );
  });
  router.post('/data/query/:dataset', express.json({ limit: jsonLimit }), (request: Request, response, next) => {
    const params = isRecord(request.body?.params) ? request.body.params : {};
    query(request as Request<{ version: string }>, response, request.body?.query, { ...params }).catch(next);
  });

  router.get('/data/doc/:dataset/:ids', (request, response) => {
    const { mayReadAll } = callers.identify(request);
    const ids = request.params.ids.split(',').slice(0, 1000);
    const found = ids.map((id) => (isDocumentId(id) && (mayReadAll || isPublicId(id)) ? store.get(id) : null));
    const omitted = ids.filter((_, index) => !found[index]).map((id) => ({ id, reason: 'existence' }));
    response.json({ documents: found.filter((document) => document !== null), omitted });
  });
  return router;
}
