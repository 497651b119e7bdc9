import { isIPv6 } from 'node:net';
import type { DatabaseSync } from 'node:sqlite';

const windowMs = 15 * 60 * 1000;
const maxByAddress = 5;
const maxOverall = 50;
/** Where somebody signed in lately, strangers elsewhere who try passwords do not lock the door. */
const knownForMs = 30 * 24 * 60 * 60 * 1000;

export type Verdict =
  | { isAllowed: true }
  | { isAllowed: false; reason: 'address' | 'overall'; retryAfterSeconds: number };

/** Counts wrong passwords by address and overall, on disk: a restart forgives nobody. */
export function createAttempts(database: DatabaseSync, now = Date.now) {
  database.exec(`
    CREATE TABLE IF NOT EXISTS login_attempts (address TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS known_addresses (address TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `);
  const sweep = database.prepare('DELETE FROM login_attempts WHERE at <= ?');
  const insert = database.prepare('INSERT INTO login_attempts VALUES (?, ?)');
  // The one whose leaving the window lets the next attempt in.
  const ofAddress = database.prepare(
    'SELECT at FROM login_attempts WHERE address = ? ORDER BY at DESC LIMIT 1 OFFSET ?',
  );
  const ofAll = database.prepare('SELECT at FROM login_attempts ORDER BY at DESC LIMIT 1 OFFSET ?');
  const forgive = database.prepare('DELETE FROM login_attempts WHERE address = ?');
  const know = database.prepare('INSERT OR REPLACE INTO known_addresses VALUES (?, ?)');
  const isKnown = database.prepare('SELECT 1 FROM known_addresses WHERE address = ? AND at > ?');

  const secondsUntilOver = (at: number) => Math.max(1, Math.ceil((at + windowMs - now()) / 1000));

  return {
    /** Counts the attempt before it is looked at, so that many at once are no way around the limit. */
    begin(from: string): Verdict {
      sweep.run(now() - windowMs);
      const address = toNetwork(from);
      const byAddress = ofAddress.get(address, maxByAddress - 1) as { at: number } | undefined;
      if (byAddress) {
        return { isAllowed: false, reason: 'address', retryAfterSeconds: secondsUntilOver(byAddress.at) };
      }
      const overall = ofAll.get(maxOverall - 1) as { at: number } | undefined;
      if (overall && !isKnown.get(address, now() - knownForMs)) {
        return { isAllowed: false, reason: 'overall', retryAfterSeconds: secondsUntilOver(overall.at) };
      }
      insert.run(address, now());
      return { isAllowed: true };
    },
    succeed(from: string): void {
      const address = toNetwork(from);
      forgive.run(address);
      know.run(address, now());
    },
  };
}
export type Attempts = ReturnType<typeof createAttempts>;

/** Whoever has one address of IPv6 has as many as they like in the same /64. */
export function toNetwork(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [before = '', after] = plain.split('%')[0]?.split('::') ?? [];
  const head = before.split(':').filter(Boolean);
  const tail = after?.split(':').filter(Boolean) ?? [];
  const gap = after === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  const groups = [...head, ...Array.from({ length: gap }, () => '0'), ...tail];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
