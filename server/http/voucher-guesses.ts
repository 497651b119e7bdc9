import type { Redis } from 'ioredis';
import { RateLimiterRes } from 'rate-limiter-flexible';
import type { VoucherGuesses } from '../context.ts';
import { createLimiter } from './limiter.ts';
import { type LimitKind, venueFactor } from './rate-limit.ts';

/** Whoever has a code types it wrong some times. Six letters and digits are two thousand million codes: a hundred addresses that
 *  try all the time need twenty years to come upon the shortest. */
const perAddress = { points: 10, duration: 10 * 60 };
/** At a venue, whose one address has more, a browser has no more than elsewhere. */
const perSession = { points: 10, duration: 10 * 60 };

export type CountGuess = (from: { address: string; sessionId: string }) => ReturnType<VoucherGuesses['begin']>;

/** Counts a try before anybody looks whether it is right: of many at once no more are let through than of one after the other. */
export function createGuessCount(options: {
  redis: Redis;
  onLimited: (kind: LimitKind) => void;
  /** Whether an address stands for many people. */
  isVenue: (address: string) => boolean;
}): CountGuess {
  const limiter = (name: string, { points, duration }: { points: number; duration: number }) =>
    createLimiter({ redis: options.redis, name, points, duration });
  const addresses = limiter('voucher', perAddress);
  const venues = limiter('voucher', { ...perAddress, points: perAddress.points * venueFactor });
  const sessions = limiter('voucher-session', perSession);

  return async ({ address, sessionId }) => {
    const counted = [
      { limiter: options.isVenue(address) ? venues : addresses, key: address },
      // A visitor without a cookie has no session yet.
      ...(sessionId === '' ? [] : [{ limiter: sessions, key: sessionId }]),
    ];
    try {
      for (const { limiter, key } of counted) await limiter.consume(key);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      options.onLimited('voucher');
      return { ok: false, waitMinutes: Math.max(1, Math.ceil(refusal.msBeforeNext / 60_000)) };
    }
    return {
      ok: true,
      async wasRight() {
        await Promise.all(counted.map(({ limiter, key }) => limiter.reward(key)));
      },
    };
  };
}
