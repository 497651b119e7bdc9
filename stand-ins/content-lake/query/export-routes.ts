import { once } from 'node:events';
import express, { type Router } from 'express';
import type { Store } from '../documents/store.ts';
import type { Callers } from '../http/caller.ts';
import { apiError } from '../http/errors.ts';

/** `data/export`: every document, drafts too, a line of JSON each, as they were when the export began. */
export function createExportRoutes({ store, callers }: { store: Store; callers: Callers }): Router {
  const router = express.Router({ mergeParams: true });
  router.get('/data/export/:dataset', (request, response, next) => {
    const send = async () => {
      if (!callers.identify(request).mayReadAll) throw apiError(403, 'Only who may read drafts may export');
      const types = typeof request.query.types === 'string' ? new Set(request.query.types.split(',')) : null;
      const documents = store.all();
      response.type('application/x-ndjson');
      for (const document of documents) {
        if (response.destroyed) return;
        if (types && !types.has(document._type)) continue;
        if (!response.write(`${JSON.stringify(document)}\n`)) {
          await Promise.race([once(response, 'drain'), once(response, 'close')]);
        }
      }
      response.end();
    };
    send().catch(next);
  });
  return router;
}
