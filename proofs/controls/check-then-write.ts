import type { Redis } from 'ioredis';
import { comparableCode } from '../../core/orders/catalogue.ts';
import { createLedger as createRealLedger } from '../../server/ledger/create-ledger.ts';
import type { Ledger } from '../../server/ledger/ledger.ts';
import { parseTransition } from '../../server/ledger/replies.ts';
import { readScript } from '../../server/ledger/scripts.ts';

type Command = (...args: (string | number)[]) => Promise<unknown>;

/** The ledger as it must not be: it holds seats in two round trips, first looking whether they are free, then taking them.
 *  Otherwise it is the real one, with the same rules. */
export function createLedger(options: { redis: Redis; eventId: string }): Ledger {
  const { redis, eventId } = options;
  const define = (name: string, lua: string): Command => {
    redis.defineCommand(name, { numberOfKeys: 1, lua });
    const commands = redis as unknown as Record<string, Command>;
    return (...args) => (commands[name] as Command).call(redis, `{${eventId}}`, 0, ...args);
  };
  const halves = cutInTwo(readScript('hold'));
  const look = define('control_look', halves.look);
  const take = define('control_take', halves.take);

  return {
    ...createRealLedger(options),
    async hold({ orderId, idempotencyKey, selection, voucherCode, holdMs }) {
      const code = comparableCode(voucherCode ?? '');
      const request = [orderId, idempotencyKey, JSON.stringify(selection), Math.round(holdMs), code];
      const answer = await look(...request);
      if (!Array.isArray(answer) || answer[0] !== 'offer') return parseTransition(answer);
      return parseTransition(await take(...request, String(answer[1])));
    },
  };
}

/** The script that holds seats, cut where it stops looking and begins to write. */
export function cutInTwo(hold: string): { look: string; take: string } {
  const begin = '\nlocal resent = ';
  const end = '\nif not offer then return refusal end\n';
  const lookAt = hold.indexOf(begin);
  const takeAt = hold.indexOf(end) + end.length;
  if (lookAt < 0 || takeAt < lookAt)
    throw new Error('hold.lua has changed: say anew where it looks and where it writes.');
  return {
    look: `${hold.slice(0, takeAt)}return { 'offer', cjson.encode(offer) }`,
    take: `${hold.slice(0, lookAt)}\nlocal first, offer = nil, cjson.decode(ARGV[7])\n${hold.slice(takeAt)}`,
  };
}
