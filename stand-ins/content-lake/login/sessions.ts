import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Account, Accounts } from './accounts.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** Signed in for so long at most, and so long without a visit. */
export const sessionLifetimeMs = 30 * dayMs;
const idleLifetimeMs = 7 * dayMs;
/** A visit is written down at most this often: a disk must not work for each question of Studio. */
const touchEveryMs = 60 * 60 * 1000;

const digest = (token: string) => createHash('sha256').update(token).digest('hex');

/** Who is signed in, on disk by the hash of their cookie: it survives a restart, and a stolen file opens nothing. */
export function createSessions(database: DatabaseSync, accounts: Pick<Accounts, 'find'>, now = Date.now) {
  database.exec(`
    CREATE TABLE IF NOT EXISTS sessions (
      hash TEXT PRIMARY KEY, name TEXT NOT NULL, password_id TEXT NOT NULL, began_at INTEGER NOT NULL, seen_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
  `);
  const insert = database.prepare('INSERT INTO sessions VALUES (?, ?, ?, ?, ?)');
  const select = database.prepare('SELECT name, password_id, began_at, seen_at FROM sessions WHERE hash = ?');
  const touch = database.prepare('UPDATE sessions SET seen_at = ? WHERE hash = ?');
  const remove = database.prepare('DELETE FROM sessions WHERE hash = ?');
  const sweep = database.prepare('DELETE FROM sessions WHERE began_at < ? OR seen_at < ?');

  return {
    /** The cookie's value: the only place where it exists outside the browser. */
    begin(account: Account): string {
      sweep.run(now() - sessionLifetimeMs, now() - idleLifetimeMs);
      const token = randomBytes(32).toString('base64url');
      insert.run(digest(token), account.name, account.passwordId, now(), now());
      return token;
    },
    find(token: string): Account | null {
      const hash = digest(token);
      const row = select.get(hash) as
        | { name: string; password_id: string; began_at: number; seen_at: number }
        | undefined;
      if (!row) return null;
      const isOver = row.began_at < now() - sessionLifetimeMs || row.seen_at < now() - idleLifetimeMs;
      const account = accounts.find(row.name);
      if (isOver || account?.passwordId !== row.password_id) {
        remove.run(hash);
        return null;
      }
      if (row.seen_at < now() - touchEveryMs) touch.run(now(), hash);
      return account;
    },
    end(token: string): void {
      remove.run(digest(token));
    },
  };
}
export type Sessions = ReturnType<typeof createSessions>;
