import type { DatabaseSync } from 'node:sqlite';
import express, { type Router } from 'express';
import type { Callers } from '../http/caller.ts';
import { apiError } from '../http/errors.ts';

export type KeyValueParts = { keyValues: KeyValues; callers: Callers };
type Pair = { key: string; value: unknown };

const maxPairs = 500;
const isKey = (key: unknown): key is string => typeof key === 'string' && key !== '' && key.length <= 500;

/** What Studio remembers of each organizer: their list settings, what they searched for. */
export function createKeyValues(database: DatabaseSync) {
  database.exec(`
    CREATE TABLE IF NOT EXISTS key_values (
      user_id TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (user_id, key)
    ) STRICT, WITHOUT ROWID
  `);
  const all = database.prepare('SELECT key, value FROM key_values WHERE user_id = ? ORDER BY key');
  const one = database.prepare('SELECT key, value FROM key_values WHERE user_id = ? AND key = ?');
  const put = database.prepare(
    'INSERT INTO key_values VALUES (?, ?, ?) ON CONFLICT (user_id, key) DO UPDATE SET value = excluded.value',
  );
  const toPair = (row: unknown): Pair => {
    const { key, value } = row as { key: string; value: string };
    return { key, value: JSON.parse(value) };
  };
  return {
    list: (userId: string): Pair[] => all.all(userId).map(toPair),
    get(userId: string, key: string): Pair | null {
      const row = one.get(userId, key);
      return row ? toPair(row) : null;
    },
    set(userId: string, key: string, value: unknown): Pair {
      put.run(userId, key, JSON.stringify(value ?? null));
      return { key, value };
    },
  };
}
export type KeyValues = ReturnType<typeof createKeyValues>;

export function createKeyValueRoutes({ keyValues, callers }: KeyValueParts): Router {
  const router = express.Router();
  router.use('/users/me/keyvalue', (request, _response, next) => {
    next(callers.identify(request).organizer ? undefined : apiError(401, 'Session not found'));
  });
  router.get('/users/me/keyvalue', (request, response) => {
    response.json(keyValues.list(callers.identify(request).userId));
  });
  router.get('/users/me/keyvalue/:keys', (request, response) => {
    const { userId } = callers.identify(request);
    const found = request.params.keys.split(',').map((key) => keyValues.get(userId, key));
    response.json(found.filter((pair) => pair !== null));
  });
  router.put('/users/me/keyvalue', express.json({ limit: '100kb' }), (request, response) => {
    const { userId } = callers.identify(request);
    const pairs: unknown[] = Array.isArray(request.body) ? request.body : [request.body];
    const known = new Set(keyValues.list(userId).map(({ key }) => key));
    for (const pair of pairs as Partial<Pair>[]) {
      if (!isKey(pair?.key)) throw apiError(400, 'expected a list of { key, value }');
      known.add(pair.key);
    }
    if (known.size > maxPairs) throw apiError(413, `No more than ${maxPairs} keys are kept`);
    response.json((pairs as Pair[]).map(({ key, value }) => keyValues.set(userId, key, value)));
  });
  return router;
}
