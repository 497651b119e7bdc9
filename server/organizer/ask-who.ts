import { z } from 'zod';
import type { Config } from '../config.ts';
import type { AskWho, Identity } from './identify-organizer.ts';

const patienceMs = 3_000;
const apiVersion = 'v2021-06-07';

/** Sanity answers nobody with `{}`, and so does the built-in lake. */
const userSchema = z.object({
  id: z.string().min(1).max(200),
  name: z.string().default(''),
  email: z.string().nullish(),
  roles: z.array(z.object({ name: z.string() })).default([]),
});

/**
 * Where content is in a Sanity project, Studio signs in with a token that it keeps, and sends it along (`Authorization`): a cookie
 * of sanity.io never reaches this site. Sanity says whose it is and which roles they have in the project. With the built-in lake it
 * is the lake's own cookie, of this very origin; everybody who may sign in there may act.
 */
export function createAskWho(
  config: Pick<Config, 'SANITY_PROJECT_ID' | 'LAKE_URL' | 'ORGANIZER_ROLES'>,
  sanityOrigin = `https://${config.SANITY_PROJECT_ID}.api.sanity.io`,
): AskWho {
  const roles = config.ORGANIZER_ROLES.split(',').map((role) => role.trim());
  if (config.SANITY_PROJECT_ID) {
    return {
      readCredential({ authorization }) {
        return authorization && /^Bearer [\w.-]{20,400}$/.test(authorization) ? { authorization } : null;
      },
      ask: (credential) => ask(`${sanityOrigin}/${apiVersion}/users/me`, credential, roles),
    };
  }
  return {
    readCredential({ cookie = '' }) {
      // The attendee's own session is no business of the lake's.
      const session = cookie.split(';').find((pair) => /^\s*(__Host-)?foyer-organizer=[\w.%-]{1,400}\s*$/.test(pair));
      return session ? { cookie: session.trim() } : null;
    },
    ask: (credential) => ask(`${config.LAKE_URL}/${apiVersion}/users/me`, credential, null),
  };
}

async function ask(url: string, headers: Record<string, string>, roles: string[] | null): Promise<Identity> {
  const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(patienceMs) });
  if (response.status === 401 || response.status === 403) return { ok: false, reason: 'nobody' };
  if (!response.ok) return { ok: false, reason: 'away' };
  const body: unknown = await response.json();
  const user = userSchema.safeParse(body);
  if (!user.success) return { ok: false, reason: 'nobody' };
  const { id, name, email } = user.data;
  if (roles && !user.data.roles.some((role) => roles.includes(role.name))) return { ok: false, reason: 'not_allowed' };
  return { ok: true, organizer: { id, name: name || id, email: email ?? '' } };
}
