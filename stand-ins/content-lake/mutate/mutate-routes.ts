import express, { type RequestHandler, type Router } from 'express';
import type { Callers } from '../http/caller.ts';
import { apiError } from '../http/errors.ts';
import { jsonLimit } from '../http/limits.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import type { Transactions } from './transactions.ts';

export type MutateParts = { transactions: Transactions; callers: Callers; mutationLimit: RateLimit };

/** `data/mutate`, for API clients, and `data/actions`, for Studio. */
export function createMutateRoutes({ transactions, callers, mutationLimit }: MutateParts): Router {
  const router = express.Router({ mergeParams: true });
  // Who may not write, or not now, is told so before a body is read.
  const takeTurn: RequestHandler = (_request, response, next) => {
    if (mutationLimit.take()) return next();
    response.set('retry-after', '1');
    next(apiError(429, 'Too many mutation requests in a second'));
  };
  const readTransaction = express.json({ limit: jsonLimit });
  const guards = [callers.requireWriter, takeTurn, readTransaction];

  router.post('/data/mutate/:dataset', ...guards, (request, response, next) => {
    transactions
      .run(request.body, {
        dryRun: request.query.dryRun === 'true',
        returnDocuments: request.query.returnDocuments === 'true',
        userId: callers.identify(request).userId,
      })
      .then((committed) => response.json(committed), next);
  });
  router.post('/data/actions/:dataset', ...guards, (request, response, next) => {
    const { userId } = callers.identify(request);
    transactions
      .act(request.body, { dryRun: request.body?.dryRun === true, userId })
      .then(({ transactionId }) => response.json({ transactionId }), next);
  });
  return router;
}
