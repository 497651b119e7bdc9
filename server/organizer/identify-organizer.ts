import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { Organizer } from '../../core/orders/organizer-act.ts';

/** `nobody`: not signed in, or no longer. `not_allowed`: known, and without the right to act. `away`: who could tell does not answer. */
export type Identity = { ok: true; organizer: Organizer } | { ok: false; reason: 'nobody' | 'not_allowed' | 'away' };

/** Who sends this request, by the session that they have with Studio. Never rejects. */
export type IdentifyOrganizer = (request: Pick<IncomingMessage, 'headers'>) => Promise<Identity>;

/** How the one who knows the organizers is asked. */
export type AskWho = {
  /** What of the request says who it is, as a header for `ask`; null where nothing does, and nobody is asked. */
  readCredential(headers: IncomingMessage['headers']): Record<string, string> | null;
  ask(credential: Record<string, string>): Promise<Identity>;
};

/** For so long somebody who signed out, or was put out, may still act. */
const rememberedMs = 5_000;

/** Remembers an answer for a few seconds, by a hash of the credential, and asks once however many requests wait. */
export function createIdentifyOrganizer({ readCredential, ask }: AskWho): IdentifyOrganizer {
  const remembered = new LRUCache<string, Promise<Identity>>({ max: 500, ttl: rememberedMs });
  return async ({ headers }) => {
    const credential = readCredential(headers);
    if (!credential) return { ok: false, reason: 'nobody' };
    const key = createHash('sha256').update(JSON.stringify(credential)).digest('base64url');
    const known = remembered.get(key);
    if (known) return known;
    const asked = ask(credential).catch((): Identity => ({ ok: false, reason: 'away' }));
    remembered.set(key, asked);
    const identity = await asked;
    // An outage is over when it is over.
    if (!identity.ok && identity.reason === 'away' && remembered.peek(key) === asked) remembered.delete(key);
    return identity;
  };
}
