import { createHash } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Redis } from 'ioredis';
import { type RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { createLimiter } from './limiter.ts';

/** Requests one address may send to the workers, behind nginx's own limit of 30 a second. */
const perAddress = { points: 300, duration: 10 };
/** Forms one address may send: a family or a team registers in peace, a script does not. */
const formsPerAddress = { points: 30, duration: 60 };
/** The Wi-Fi of a venue is one address with a whole conference behind it. */
export const venueFactor = 20;
/** Changes of one order, from wherever they come. (Signatures need no limit: nobody guesses 192 bits.) */
const formsPerOrder = { points: 20, duration: 60 };

/** `organizer`: of the organizer API, `voucher`: of codes that are tried out; both have limits of their own. */
export const limitKinds = ['request', 'form', 'order', 'organizer', 'voucher'] as const;
export type LimitKind = (typeof limitKinds)[number];
type VisitorLimit = Exclude<LimitKind, 'organizer' | 'voucher'>;

/** Limits every request, forms more strictly. While the cache's Redis is away each worker counts in its own memory. */
export function createRateLimit(options: {
  redis: Redis;
  onLimited: (kind: LimitKind) => void;
  /** Whether an address stands for many people. */
  isVenue: (address: string) => boolean;
}): RequestHandler {
  const limiter = (name: VisitorLimit, { points, duration }: { points: number; duration: number }, factor = 1) =>
    createLimiter({ redis: options.redis, name, points: points * factor, duration });
  const limiters: Record<VisitorLimit, RateLimiterRedis> = {
    request: limiter('request', perAddress),
    form: limiter('form', formsPerAddress),
    order: limiter('order', formsPerOrder),
  };
  const venueLimiters: typeof limiters = {
    ...limiters,
    request: limiter('request', perAddress, venueFactor),
    form: limiter('form', formsPerAddress, venueFactor),
  };

  return async (request, response, next) => {
    const address = request.ip ?? 'unknown';
    const its = options.isVenue(address) ? venueLimiters : limiters;
    const wanted: [VisitorLimit, string][] = [['request', address]];
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      wanted.push(['form', address]);
      const link = nameOrderLink(request);
      if (link) wanted.push(['order', link]);
    }
    for (const [kind, key] of wanted) {
      try {
        await its[kind].consume(key);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) return next(refusal);
        options.onLimited(kind);
        const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
        response
          .status(429)
          .set({ 'Retry-After': String(seconds), 'Cache-Control': 'no-store' })
          .type('html');
        return response.send(tooManyRequests(seconds));
      }
    }
    next();
  };
}

/** By the whole link: whoever knows an order's number alone must not use up what its holder may do. */
function nameOrderLink({ path, query }: Request): string | null {
  const orderId = /^\/orders\/([^/?.]{1,64})/.exec(path)?.[1];
  // A hash, as the link is the right to change the order.
  return orderId ? createHash('sha256').update(`${orderId} ${query.s}`).digest('base64url') : null;
}

/** Costs next to nothing on purpose: rendering the site's own error page would make the limit worth attacking. */
function tooManyRequests(seconds: number): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><title>One moment, please</title>
<main><h1>One moment, please</h1>
<p>Very many requests came from your network. Nothing is lost: wait ${seconds} second${seconds === 1 ? '' : 's'}, go back and try again.</p></main></html>`;
}
