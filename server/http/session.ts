import { randomBytes } from 'node:crypto';
import { createCookie, createSessionStorage } from '@remix-run/node';
import type { Redis } from 'ioredis';
import type { Visitor } from '../context.ts';

const maxAgeSeconds = 14 * 24 * 3600;

/** Sessions live in the cache's Redis under a random id in a signed cookie. Losing one costs convenience, never an order. */
export function createVisitors(options: { redis: Redis; secret: string; isSecure: boolean }) {
  const { redis, secret, isSecure } = options;
  const key = (id: string) => `session:${id}`;
  const write = async (id: string, data: object) => {
    await redis.set(key(id), JSON.stringify(data), 'EX', maxAgeSeconds);
  };
  const storage = createSessionStorage({
    cookie: createCookie(isSecure ? '__Host-foyer' : 'foyer', {
      httpOnly: true,
      sameSite: 'lax',
      secure: isSecure,
      path: '/',
      maxAge: maxAgeSeconds,
      secrets: [secret],
    }),
    async createData(data) {
      const id = randomBytes(24).toString('base64url');
      await write(id, data);
      return id;
    },
    async readData(id) {
      const text = await redis.get(key(id));
      return text === null ? null : JSON.parse(text);
    },
    updateData: write,
    async deleteData(id) {
      await redis.del(key(id));
    },
  });

  return async function getVisitor(cookieHeader: string | undefined): Promise<Visitor> {
    const session = await storage.getSession(cookieHeader);
    return { session, commit: () => storage.commitSession(session) };
  };
}
