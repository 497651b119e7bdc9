import type { RequestHandler, Response } from 'express';
import type { Redis } from 'ioredis';
import { RateLimiterRes } from 'rate-limiter-flexible';
import type { Organizer } from '../../core/orders/organizer-act.ts';
import { createLimiter } from '../http/limiter.ts';
import { isSameOrigin } from '../http/refuse.ts';
import { refuseWith } from './answers.ts';
import type { IdentifyOrganizer } from './identify-organizer.ts';

/** Before anybody is known: enough for a desk of organizers behind one address, too little to try out sessions. */
const perAddress = { points: 600, duration: 60 };
/** A door checks in one person a second; nobody cancels as fast. */
const actsPerOrganizer = { points: 120, duration: 60 };
/** Each reads every order there is. */
const exportsPerOrganizer = { points: 6, duration: 60 };

export type Guards = {
  /** What every request passes, in this order, before it reaches a route. */
  all: RequestHandler[];
  limitExports: RequestHandler;
};

/** Who may pass: a page of this very site, not too often, on behalf of somebody who is signed in as an organizer. */
export function createGuards(options: {
  redis: Redis;
  identify: IdentifyOrganizer;
  onLimited: (kind: 'organizer') => void;
}): Guards {
  const { redis, identify, onLimited } = options;
  const limit = (name: string, terms: { points: number; duration: number }, keyOf: (response: Response) => string) => {
    const limiter = createLimiter({ redis, name, ...terms });
    const handle: RequestHandler = async (_request, response, next) => {
      try {
        await limiter.consume(keyOf(response));
        next();
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) return next(refusal);
        onLimited('organizer');
        const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
        response.set('Retry-After', String(seconds));
        const message = `That was very often in a short time. Wait ${seconds} s and try again; nothing was done.`;
        refuseWith(response, 429, { reason: 'too_often', message });
      }
    };
    return handle;
  };
  const limitActs = limit('organizer', actsPerOrganizer, (response) => organizerOf(response).id);

  return {
    all: [
      keepPrivate,
      limit('organizer-address', perAddress, (response) => response.req.ip ?? 'unknown'),
      requireOwnPage,
      async (request, response, next) => {
        const identity = await identify(request);
        if (identity.ok) {
          response.locals.organizer = identity.organizer;
          return next();
        }
        const { status, message } = unknownWords[identity.reason];
        refuseWith(response, status, { reason: identity.reason, message });
      },
      (request, response, next) => (isReading(request.method) ? next() : limitActs(request, response, next)),
    ],
    limitExports: limit('organizer-export', exportsPerOrganizer, (response) => organizerOf(response).id),
  };
}

/** Behind the guards there always is one. */
export const organizerOf = (response: Response): Organizer => response.locals.organizer;

const isReading = (method: string) => method === 'GET' || method === 'HEAD';

const keepPrivate: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'private, no-store');
  next();
};

/** Nothing is read across sites either: a page elsewhere must not even find out that somebody is signed in. */
const requireOwnPage: RequestHandler = (request, response, next) => {
  const site = request.headers['sec-fetch-site'];
  const isOurs = isReading(request.method)
    ? site === undefined || site === 'same-origin' || site === 'none'
    : isSameOrigin(request.headers);
  if (isOurs) return next();
  const message = 'Only the Studio of this site may ask for this.';
  refuseWith(response, 403, { reason: 'other_site', message });
};

const unknownWords = {
  nobody: { status: 401, message: 'You are not signed in, or no longer. Sign in to Studio and try again.' },
  not_allowed: { status: 403, message: 'Your role in the project does not allow this. Ask an administrator.' },
  away: { status: 503, message: 'Nobody can tell at the moment who you are. Try again in a few seconds.' },
} as const;
