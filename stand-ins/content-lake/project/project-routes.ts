import express, { type Router } from 'express';
import type { Callers } from '../http/caller.ts';
import { readAccounts } from '../login/accounts.ts';
import { toUser } from '../login/session-routes.ts';
import { project } from '../query/query.ts';

export type ProjectParts = { callers: Callers; dataDir: string };

/** Every organizer may do everything with every document. */
const grants = [
  { filter: '_id in path("**")', permissions: ['create', 'read', 'update', 'manage', 'history', 'editHistory'] },
];
const roles = [{ name: 'administrator', title: 'Administrator', description: 'Reads and writes everything' }];

/** What Studio asks about the project around the documents. Most of it is a feature of Sanity's that the lake has not got. */
export function createProjectRoutes({ callers, dataDir }: ProjectParts): Router {
  const router = express.Router();
  const { projectId, dataset } = project;

  router.get('/ping', (_request, response) => {
    response.json({ pong: true });
  });
  // `:id` is a list; somebody who has left is still the author of what they wrote.
  router.get('/users/:ids', (request, response) => {
    const { mayReadAll } = callers.identify(request);
    const names = new Set(readAccounts(dataDir).map(({ name }) => name));
    const users = request.params.ids
      .split(',')
      .filter((id) => mayReadAll && names.has(id.replace(/^o-/, '')))
      .map((id) => toUser({ name: id.replace(/^o-/, '') }));
    response.json(request.params.ids.includes(',') ? users : (users[0] ?? {}));
  });
  router.get(`/projects/${projectId}`, (_request, response) => {
    response.json({
      id: projectId,
      displayName: 'Foyer',
      studioHost: null,
      // Without an organization Studio asks for none of its features.
      organizationId: null,
      isBlocked: false,
      isDisabled: false,
      metadata: {},
      maxRetentionDays: 365,
      activityFeedEnabled: false,
      members: [],
      features: [],
    });
  });
  router.get(`/projects/${projectId}/datasets`, (_request, response) => {
    response.json([{ name: dataset, aclMode: 'public', datasetProfile: null, tags: [] }]);
  });
  router.get(`/projects/${projectId}/datasets/${dataset}/acl`, (request, response) => {
    const { mayReadAll } = callers.identify(request);
    response.json(mayReadAll ? grants : [{ filter: '_id in path("*")', permissions: ['read'] }]);
  });
  router.get(`/projects/${projectId}/(roles|grants)`, (_request, response) => {
    response.json(roles);
  });
  // References from other datasets: there are none.
  router.get('/data/references/:dataset/documents/:id/*', (_request, response) => {
    response.json({ totalCount: 0, references: [] });
  });
  for (const [path, answer] of Object.entries(absentFeatures(projectId, dataset))) {
    router.all(path, express.json({ limit: '1mb' }), (_request, response) => {
      response.json(answer);
    });
  }
  return router;
}

/** Paths of what is Sanity's own business, each with the answer of a project that has none of it. */
const absentFeatures = (projectId: string, dataset: string): Record<string, unknown> => ({
  '/features': [],
  '/help': { sections: [] },
  '/journey/trial*': null,
  '/journey/announcements*': [],
  '/journey/*': {},
  '/intake/telemetry-status': { status: 'denied' },
  '/intake/batch': {},
  '/auth/providers': { providers: [] },
  '/access/requests/me': [],
  [`/access/project/${projectId}/requests`]: [],
  [`/projects/${projectId}/user-applications*`]: [],
  [`/projects/${projectId}/new-content-release-allowed`]: { allowed: false },
  [`/projects/${projectId}/datasets/${dataset}/settings/indexing`]: { enabled: false },
  [`/subscriptions/project/${projectId}`]: { plan: { planTypeId: 'free', variantId: 'free' } },
});
