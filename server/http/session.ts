import { randomBytes } from 'node:crypto';
import { createCookie, createSessionStorage } from '@remix-run/node';
import type { Redis } from 'ioredis';
import type { Visitor } from '../context.ts';

const maxAgeSeconds = 14 * 24 * 3600;

/**
 * Sessions live in the cache's Redis under a random id in a signed cookie. Losing one costs convenience, never an order: while
 * that Redis is away every visitor is a new one, and nothing is kept.
 */
export function createVisitors(options: { redis: Redis; secret: string; isSecure: boolean }) {
  const { redis, secret, isSecure } = options;
  const key = (id: string) => `session:${id}`;
  // Whoever waited for it to come back would wait a second for every page.
  const requireRedis = () => {
    if (redis.status !== 'ready') throw new Error('the sessions are away');
    return redis;
  };
  const write = async (id: string, data: object) => {
    await requireRedis().set(key(id), JSON.stringify(data), 'EX', maxAgeSeconds);
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
      const text = await requireRedis().get(key(id));
      return text === null ? null : JSON.parse(text);
    },
    updateData: write,
    async deleteData(id) {
      await requireRedis().del(key(id));
    },
  });

  return async function getVisitor(cookieHeader: string | undefined): Promise<Visitor> {
    // The connection says once that it is lost; that is not for every request to repeat.
    const session = await storage.getSession(cookieHeader).catch(() => storage.getSession());
    return { session, commit: () => storage.commitSession(session).catch(() => null) };
  };
}
