import { sessionLifetimeMs } from './sessions.ts';

/** With HTTPS the prefix keeps sibling hosts from setting a cookie of this name. */
const nameOf = (isSecure: boolean) => (isSecure ? '__Host-foyer-organizer' : 'foyer-organizer');

const attributes = (isSecure: boolean) => `Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;

export const writeSessionCookie = (token: string, isSecure: boolean): string =>
  `${nameOf(isSecure)}=${token}; Max-Age=${sessionLifetimeMs / 1000}; ${attributes(isSecure)}`;

export const clearSessionCookie = (isSecure: boolean): string =>
  `${nameOf(isSecure)}=; Max-Age=0; ${attributes(isSecure)}`;

export function readSessionCookie(header: string | undefined, isSecure: boolean): string | null {
  for (const pair of header?.split(';') ?? []) {
    const [name, value] = pair.trim().split('=');
    if (name === nameOf(isSecure) && value) return value;
  }
  return null;
}
