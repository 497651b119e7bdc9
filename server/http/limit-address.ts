import type { RequestHandler, Response } from 'express';
import { type RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** One address may send so much; `refuse` answers what is beyond that, with when to try again in its head already. */
export function limitAddress(limiter: RateLimiterRedis, refuse: (response: Response) => void): RequestHandler {
  return async (request, response, next) => {
    try {
      await limiter.consume(request.ip ?? 'unknown');
      next();
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) return next(refusal);
      response.set('Retry-After', String(Math.max(1, Math.ceil(refusal.msBeforeNext / 1000))));
      refuse(response);
    }
  };
}
