import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Request, RequestHandler } from 'express';
import type { Account } from '../login/accounts.ts';
import { readSessionCookie } from '../login/session-cookie.ts';
import type { Sessions } from '../login/sessions.ts';
import { apiError, mutationError } from './errors.ts';

/** Who asks: anybody, a program with the token, or an organizer who signed in. */
export type Caller = {
  userId: string;
  mayReadAll: boolean;
  mayWrite: boolean;
  organizer: Account | null;
  /** For connections that stay: false once the session is over. */
  isStillHere: () => boolean;
};

const anybody: Caller = {
  userId: 'anonymous',
  mayReadAll: false,
  mayWrite: false,
  organizer: null,
  isStillHere: () => true,
};
const program: Caller = { userId: 'token', mayReadAll: true, mayWrite: true, organizer: null, isStillHere: () => true };

export const userIdOf = (account: Pick<Account, 'name'>): string => `o-${account.name}`;

export type Callers = {
  /** A wrong token is an error, so that a typo does not look like missing content; a cookie that is over is nobody's. */
  identify(request: Pick<IncomingMessage, 'method' | 'headers'>): Caller;
  /** Lets those through who may write. */
  requireWriter: RequestHandler;
};

export function createCallers(options: { token: string; sessions: Sessions; isSecure: boolean }): Callers {
  const expected = digest(`Bearer ${options.token}`);

  function identify({ method = 'GET', headers }: Pick<IncomingMessage, 'method' | 'headers'>): Caller {
    if (headers.authorization !== undefined) {
      if (timingSafeEqual(digest(headers.authorization), expected)) return program;
      throw apiError(401, 'Session not found');
    }
    const cookie = readSessionCookie(headers.cookie, options.isSecure);
    const organizer = cookie === null ? null : options.sessions.find(cookie);
    if (cookie === null || !organizer) return anybody;
    // A browser sends the cookie with a form of any page; only pages of this address may use it.
    if (!isSafe(method) && !isSameOrigin(headers)) throw apiError(403, 'This request comes from another site');
    const isStillHere = () => options.sessions.find(cookie) !== null;
    return { userId: userIdOf(organizer), mayReadAll: true, mayWrite: true, organizer, isStillHere };
  }

  return {
    identify,
    requireWriter(request: Request, _response, next) {
      if (identify(request).mayWrite) return next();
      throw mutationError(403, 0, {
        type: 'insufficientPermissionsError',
        description: 'Insufficient permissions; permission "create" required',
        permission: 'create',
      });
    },
  };
}

const isSafe = (method: string) => method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

/** Whether a browser says that a page of this very address sends this. */
export function isSameOrigin({ 'sec-fetch-site': site, origin, host }: IncomingMessage['headers']): boolean {
  if (site !== undefined && site !== 'same-origin') return false;
  // Browsers without fetch metadata send Origin with every POST.
  if (origin === undefined) return site !== undefined;
  return URL.canParse(origin) && new URL(origin).host === host;
}

const digest = (text: string) => createHash('sha256').update(text).digest();
