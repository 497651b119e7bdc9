import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { isDocumentId, isPublicId, isRecord } from '../documents/document.ts';
import type { Store } from '../documents/store.ts';
import { toImageAsset } from '../images/image-asset.ts';
import { parseImageRequest } from '../images/image-request.ts';
import type { createImages } from '../images/images.ts';
import type { createListeners } from '../listen/listeners.ts';
import type { createTransactions } from '../mutate/transactions.ts';
import { parsePerspective, view } from '../query/perspective.ts';
import { project, runQuery } from '../query/query.ts';
import { apiError, mutationError } from './errors.ts';
import type { RateLimit } from './rate-limit.ts';

export type LakeParts = {
  store: Store;
  transactions: ReturnType<typeof createTransactions>;
  listeners: ReturnType<typeof createListeners>;
  images: ReturnType<typeof createImages>;
  mutationLimit: RateLimit;
  token: string;
  publicUrl: string;
};

const jsonLimit = '4mb';
const uploadLimit = '20mb';

/** Sanity's HTTP API below `/v<date>`, as far as `@sanity/client` needs it to read and write content. */
export function createApiRoutes(parts: LakeParts): Router {
  const { store, transactions, listeners, images } = parts;
  const router = express.Router({ mergeParams: true });
  router.param('dataset', (_request, _response, next, dataset) => {
    next(
      dataset === project.dataset ? undefined : apiError(404, `Dataset "${String(dataset).slice(0, 80)}" not found`),
    );
  });

  const query = async (
    request: Request<{ version: string }>,
    response: Response,
    statement: unknown,
    params: object,
  ) => {
    const startedAt = performance.now();
    const mayReadAll = isTrusted(request, parts.token);
    const version = request.params.version.replace(/^v/, '');
    const perspective = parsePerspective(request.query.perspective, version);
    const dataset = view(store.all(), perspective, mayReadAll);
    const result = await runQuery(statement, { ...params }, dataset, mayReadAll ? 'local' : 'anonymous');
    response.json({
      ...(request.query.returnQuery === 'false' ? {} : { query: statement }),
      result,
      syncTags: [],
      ms: Math.round(performance.now() - startedAt),
    });
  };

  router.get('/data/query/:dataset', (request: Request, response, next) => {
    query(request as Request<{ version: string }>, response, request.query.query, paramsOf(request)).catch(next);
  });

  router.post('/data/query/:dataset', express.json({ limit: jsonLimit }), (request: Request, response, next) => {
    const params = isRecord(request.body?.params) ? request.body.params : {};
    query(request as Request<{ version: string }>, response, request.body?.query, params).catch(next);
  });

  router.get('/data/doc/:dataset/:ids', (request, response) => {
    const mayReadAll = isTrusted(request, parts.token);
    const ids = request.params.ids.split(',').slice(0, 1000);
    const found = ids.map((id) => (isDocumentId(id) && (mayReadAll || isPublicId(id)) ? store.get(id) : null));
    const omitted = ids.filter((_, index) => !found[index]).map((id) => ({ id, reason: 'existence' }));
    response.json({ documents: found.filter((document) => document !== null), omitted });
  });

  // Who may not write, or not now, is told so before a body is read.
  const takeTurn: RequestHandler = (_request, response, next) => {
    if (parts.mutationLimit.take()) return next();
    response.set('retry-after', '1');
    next(apiError(429, 'Too many mutation requests in a second'));
  };
  const readTransaction = express.json({ limit: jsonLimit });
  router.post('/data/mutate/:dataset', guard(parts.token), takeTurn, readTransaction, (request, response, next) => {
    transactions
      .run(request.body, {
        dryRun: request.query.dryRun === 'true',
        returnDocuments: request.query.returnDocuments === 'true',
      })
      .then((committed) => response.json(committed), next);
  });

  router.get('/data/listen/:dataset', (request: Request, response) => {
    listeners.add(response, {
      query: String(request.query.query ?? ''),
      params: paramsOf(request),
      mayReadAll: isTrusted(request, parts.token),
      includeResult: request.query.includeResult === 'true',
      includePreviousRevision: request.query.includePreviousRevision === 'true',
      includeMutations: request.query.includeMutations !== 'false',
    });
  });

  const readUpload = express.raw({ type: () => true, limit: uploadLimit });
  router.post('/assets/images/:dataset', guard(parts.token), readUpload, (request, response, next) => {
    const upload = async () => {
      if (!Buffer.isBuffer(request.body) || request.body.length === 0) throw apiError(400, 'The upload is empty');
      const filename = typeof request.query.filename === 'string' ? request.query.filename.slice(0, 200) : null;
      const asset = toImageAsset(await images.keep(request.body), { publicUrl: parts.publicUrl, filename });
      await transactions.run({ mutations: [{ createIfNotExists: asset }] });
      response.json({ document: store.get(asset._id) });
    };
    upload().catch(next);
  });

  return router;
}

/** `/images/local/production/<id>-WxH.ext?w=&h=&fit=&auto=format&q=` */
export function createImageRoute(images: LakeParts['images']) {
  return (request: Request<{ name: string }>, response: Response, next: (error?: unknown) => void) => {
    const { name } = request.params;
    const accept = request.headers.accept ?? '';
    const send = async () => {
      const picture = await images.find(name, parseImageRequest(request.query, accept, name.split('.').pop() ?? ''));
      if (!picture) throw apiError(404, 'There is no such picture');
      response.set({
        'content-type': picture.mimeType,
        // The name is the hash of the picture: it never changes.
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'Accept',
      });
      response.sendFile(picture.path, { dotfiles: 'allow', cacheControl: false }, (error) => error && next(error));
    };
    send().catch(next);
  };
}

/** GROQ parameters travel as `$name=<JSON>`. */
function paramsOf(request: Request): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(request.query)) {
    if (!name.startsWith('$')) continue;
    try {
      params[name.slice(1)] = JSON.parse(String(value));
    } catch {
      throw apiError(400, `The parameter ${name.slice(0, 80)} is not JSON`);
    }
  }
  return params;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** False for nobody in particular; a wrong token is an error, so that a typo does not look like missing content. */
function isTrusted(request: Request, token: string): boolean {
  const given = request.headers.authorization;
  if (given === undefined) return false;
  if (timingSafeEqual(digest(given), digest(`Bearer ${token}`))) return true;
  throw apiError(401, 'Session not found');
}

function requireToken(request: Request, token: string): void {
  if (isTrusted(request, token)) return;
  throw mutationError(403, 0, {
    type: 'insufficientPermissionsError',
    description: 'Insufficient permissions; permission "create" required',
    permission: 'create',
  });
}

const guard = (token: string) => (request: Request, _response: Response, next: () => void) => {
  requireToken(request, token);
  next();
};
