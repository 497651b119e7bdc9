import express, { type Router } from 'express';
import type { History } from '../history/history.ts';
import { createHistoryRoutes } from '../history/history-routes.ts';
import { createUploadRoutes, type ImageParts } from '../images/image-routes.ts';
import { createListenRoutes } from '../listen/listen-routes.ts';
import type { Listeners } from '../listen/listeners.ts';
import { createSessionRoutes, type SessionParts } from '../login/session-routes.ts';
import { createMutateRoutes, type MutateParts } from '../mutate/mutate-routes.ts';
import { createKeyValueRoutes, type KeyValueParts } from '../project/key-value.ts';
import { createProjectRoutes, type ProjectParts } from '../project/project-routes.ts';
import { createExportRoutes } from '../query/export-routes.ts';
import { project } from '../query/query.ts';
import { createQueryRoutes } from '../query/query-routes.ts';
import { apiError } from './errors.ts';

export type LakeParts = ImageParts &
  MutateParts &
  SessionParts &
  KeyValueParts &
  ProjectParts & { listeners: Listeners; history: History };

/** Sanity's HTTP API below `/v<date>`, as far as `@sanity/client` and the Studio need it. */
export function createApiRoutes(parts: LakeParts): Router {
  const router = express.Router({ mergeParams: true });
  router.use('/(data/[a-z]+|assets/images)/:dataset', (request, _response, next) => {
    const { dataset } = request.params as { dataset: string };
    next(dataset === project.dataset ? undefined : apiError(404, `Dataset "${dataset.slice(0, 80)}" not found`));
  });
  router.use(
    createSessionRoutes(parts),
    createProjectRoutes(parts),
    createKeyValueRoutes(parts),
    createQueryRoutes(parts),
    createExportRoutes(parts),
    createMutateRoutes(parts),
    createListenRoutes(parts),
    createHistoryRoutes(parts),
    createUploadRoutes(parts),
  );
  return router;
}
