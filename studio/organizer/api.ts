import { useCallback } from 'react';
import { useClient } from 'sanity';
import { apiVersion } from '../checks/read-content.ts';

/** Why the site refused, in words for the organizer, and for each field its own. */
export class RefusedByTheSite extends Error {
  readonly fields: Record<string, string>;
  constructor(message: string, fields: Record<string, string> = {}) {
    super(message);
    this.fields = fields;
  }
}

export type Registration = {
  id: string;
  attendee: { name: string; email: string | null } | null;
  revision: number;
  checkedInAt: number | null;
};
export type Order = { id: string; state: string; totalCents: number; currency: string; registrations: Registration[] };
export type AuditEntry = {
  action: string;
  at: number;
  by: { name: string; email: string };
  note: string | null;
  registrationId: string | null;
};
export type Answer = { order: Order; audit: AuditEntry[]; replayed?: boolean };

const isAway = 'The site does not answer at the moment.';

export type AskSite = <T>(path: string, form?: object) => Promise<T>;

/**
 * The site's organizer API, on the site's own address. With the built-in content the browser sends the session along by itself; with
 * a Sanity project it is the token that Studio signed in with.
 */
export function useSite(): AskSite {
  const { token } = useClient({ apiVersion }).config();
  return useCallback(
    async <T>(path: string, form?: object) => {
      const headers: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {};
      if (form) headers['Content-Type'] = 'application/json';
      const response = await fetch(`/organizer/api${path}`, {
        method: form ? 'POST' : 'GET',
        headers,
        body: form && JSON.stringify(form),
        signal: AbortSignal.timeout(20_000),
      }).catch(() => {
        throw new RefusedByTheSite(form ? 'The site does not answer. Try again: nothing is done twice.' : isAway);
      });
      const said = await response.json().catch(() => null);
      if (response.ok && said) return said as T;
      throw new RefusedByTheSite(
        said?.message ??
          (form
            ? `The site cannot do this at the moment (${response.status}). Try again: nothing is done twice.`
            : isAway),
        said?.fields,
      );
    },
    [token],
  );
}
