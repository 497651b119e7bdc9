import { expect, test } from 'vitest';
import { createAccessToken } from './access-token.ts';

function createIssuer(lifetimeMs: number) {
  const clock = { now: 0 };
  const issued: string[] = [];
  const token = createAccessToken(
    async () => {
      issued.push(`token-${issued.length + 1}`);
      return { token: issued.at(-1) ?? '', lifetimeMs };
    },
    () => clock.now,
  );
  return { clock, issued, token };
}

test('a token is kept until a minute before it expires', async () => {
  const { clock, token } = createIssuer(32_400_000);
  expect(await token.get()).toBe('token-1');
  clock.now = 32_400_000 - 60_001;
  expect(await token.get()).toBe('token-1');
  clock.now = 32_400_000 - 60_000;
  expect(await token.get()).toBe('token-2');
});

test('one that lives for less than a minute is used for half of that', async () => {
  const { clock, token } = createIssuer(10_000);
  await token.get();
  clock.now = 4_999;
  expect(await token.get()).toBe('token-1');
  clock.now = 5_000;
  expect(await token.get()).toBe('token-2');
});

test('a token refused late does not cost the newer one', async () => {
  const { token, issued } = createIssuer(32_400_000);
  const old = await token.get();
  token.forget(old);
  const newer = await token.get();
  token.forget(old);
  expect(await token.get()).toBe(newer);
  expect(issued).toHaveLength(2);
});

test('a request that failed is not what later calls wait for', async () => {
  let isDown = true;
  const token = createAccessToken(async () => {
    if (isDown) throw new Error('down');
    return { token: 'token', lifetimeMs: 1_000 };
  });
  const both = await Promise.allSettled([token.get(), token.get()]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isDown = false;
  expect(await token.get()).toBe('token');
});
