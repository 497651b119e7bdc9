import express, { type Router } from 'express';
import { type Callers, userIdOf } from '../http/caller.ts';
import type { Account } from './accounts.ts';
import { clearSessionCookie, readSessionCookie } from './session-cookie.ts';
import type { Sessions } from './sessions.ts';

/** A user in the form of Sanity's API. Every organizer of the built-in lake may do everything. */
export function toUser(account: Pick<Account, 'name'>) {
  return {
    id: userIdOf(account),
    name: account.name,
    displayName: account.name,
    email: '',
    profileImage: null,
    imageUrl: null,
    provider: 'foyer',
    role: 'administrator',
    roles: [{ name: 'administrator', title: 'Administrator', description: 'Reads and writes everything' }],
  };
}

export type SessionParts = { callers: Callers; sessions: Sessions; isSecure: boolean };

/** Who is signed in, for Studio and for the site's organizer API, which passes the visitor's cookie on. */
export function createSessionRoutes(parts: SessionParts): Router {
  const router = express.Router();
  router.get('/users/me', (request, response) => {
    const { organizer } = parts.callers.identify(request);
    // As Sanity does: nobody is an empty object, not an error.
    response.set('cache-control', 'no-store').json(organizer ? toUser(organizer) : {});
  });
  router.get('/auth/id', (request, response) => {
    const { organizer } = parts.callers.identify(request);
    response.set('cache-control', 'no-store').json(organizer ? { id: userIdOf(organizer) } : {});
  });
  // Studio asks twice, once without credentials.
  router.post('/auth/logout', (request, response) => {
    parts.callers.identify(request);
    const cookie = readSessionCookie(request.headers.cookie, parts.isSecure);
    if (cookie) parts.sessions.end(cookie);
    response.append('set-cookie', clearSessionCookie(parts.isSecure)).json({ ok: true });
  });
  return router;
}
