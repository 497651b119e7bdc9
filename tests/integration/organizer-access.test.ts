import { expect, test } from 'vitest';
import { catalogueOf, ticketType } from './open-test-ledger.ts';
import { createTestOrganizers } from './open-test-organizers.ts';

const { open } = createTestOrganizers();
const catalogue = catalogueOf({ house: 20 }, [ticketType('day', ['house'])]);

test('without a session nobody sees or does anything, and nobody is even asked about', async () => {
  const { origin, asked, register, ledger } = await open({ catalogue });
  await register('AAAA', { day: 1 });
  const own = { Origin: origin, 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json' };
  for (const headers of [own, { ...own, Cookie: 'foyer=an-attendee' }]) {
    for (const path of ['/me', '/orders', '/orders/AAAA', '/summary', '/export.csv', '/nothing']) {
      const response = await fetch(`${origin}/organizer/api${path}`, { headers });
      expect([path, response.status, response.headers.get('Cache-Control')]).toEqual([path, 401, 'private, no-store']);
    }
    const body = JSON.stringify({ requestId: crypto.randomUUID() });
    const response = await fetch(`${origin}/organizer/api/orders/AAAA/cancel`, { method: 'POST', headers, body });
    expect(response.status).toBe(401);
  }
  expect(asked).toEqual([]);
  expect(await ledger.getOrder('AAAA')).toMatchObject({ state: 'CONFIRMED' });
});

test('a session that is over is nobody; the attendee session beside it is kept from whoever is asked', async () => {
  const { signIn, people, asked } = await open();
  const organizer = signIn('olu');
  expect((await organizer.get('/me')).body).toEqual({ id: 'o-olu', name: 'olu', email: 'olu@example.org' });
  // The session was found by exactly its own cookie.
  expect([...people.keys()]).toEqual([organizer.session]);
  expect(asked).toHaveLength(1);
  await Promise.all(Array.from({ length: 20 }, () => organizer.get('/me')));
  expect(asked).toHaveLength(1);
  const stranger = signIn('stranger');
  people.delete(stranger.session);
  expect(await stranger.get('/me')).toMatchObject({ status: 401, body: { reason: 'nobody' } });
});

test.each([
  ['another site', { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }],
  ['a page of a sibling host', { 'Sec-Fetch-Site': 'same-site' }],
  ['an old browser on another site', { Origin: 'https://evil.example', 'Sec-Fetch-Site': undefined }],
  ['something that does not say where it is from', { Origin: undefined, 'Sec-Fetch-Site': undefined }],
])('what %s sends is refused, whoever is signed in', async (_, from) => {
  const { origin, signIn, register, ledger } = await open({ catalogue });
  await register('AAAA', { day: 1 });
  const { session } = signIn('olu');
  const own = { Origin: origin, 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json', Cookie: session };
  const headers = new Headers();
  for (const [name, value] of Object.entries({ ...own, ...from })) if (value) headers.set(name, value);
  const body = JSON.stringify({ requestId: crypto.randomUUID() });
  const address = `${origin}/organizer/api/orders/AAAA/cancel`;
  const response = await fetch(address, { method: 'POST', headers, body });
  expect([response.status, await response.json()]).toMatchObject([403, { reason: 'other_site' }]);
  expect(await ledger.getOrder('AAAA')).toMatchObject({ state: 'CONFIRMED' });
});

test('a page elsewhere does not find out by reading either', async () => {
  const { signIn } = await open();
  const headers = { 'Sec-Fetch-Site': 'cross-site' };
  expect((await signIn('olu').get('/me', { headers })).status).toBe(403);
});

test('while nobody can tell who is who, that is said, and forgotten once it is over', async () => {
  const { signIn, setAway } = await open();
  const organizer = signIn('olu');
  setAway(true);
  expect(await organizer.get('/me')).toMatchObject({ status: 503, body: { reason: 'away' } });
  setAway(false);
  expect((await organizer.get('/me')).status).toBe(200);
});

test('with a Sanity project it is the token that counts, and the role in the project', async () => {
  const { origin, people, asked } = await open({ sanityProject: 'abc123' });
  const user = (role: string) => ({ id: `u-${role}`, name: role, email: null, roles: [{ name: role }] });
  const ask = async (headers: Record<string, string>) => {
    const response = await fetch(`${origin}/organizer/api/me`, { headers });
    return [response.status, (await response.json()) as object];
  };
  const tokenOf = (role: string) => `Bearer sk${role.padEnd(40, 'x')}`;
  for (const role of ['administrator', 'viewer']) people.set(tokenOf(role), user(role));
  expect(await ask({ Authorization: tokenOf('administrator') })).toMatchObject([
    200,
    { id: 'u-administrator', email: '' },
  ]);
  expect(await ask({ Authorization: tokenOf('viewer') })).toMatchObject([403, { reason: 'not_allowed' }]);
  expect(await ask({ Authorization: tokenOf('nobody') })).toMatchObject([401, { reason: 'nobody' }]);
  expect(await ask({ Cookie: 'foyer-organizer=a-cookie-of-the-lake' })).toMatchObject([401, { reason: 'nobody' }]);
  expect(asked).toEqual(Array(3).fill('/v2021-06-07/users/me'));
});

test('what is not a form of ours is refused before anything is done', async () => {
  const { signIn } = await open({ catalogue });
  const { get, post } = signIn('olu');
  const plain = {
    method: 'POST',
    body: 'requestId=1',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  };
  expect((await get('/orders/AAAA/cancel', plain)).status).toBe(415);
  const broken = { ...plain, body: '{', headers: { 'Content-Type': 'application/json' } };
  expect((await get('/orders/AAAA/cancel', broken)).status).toBe(400);
  expect((await post('/orders/AAAA/cancel', { note: 'x'.repeat(40_000) })).status).toBe(413);
  expect(await post('/orders/AAAA/cancel', { requestId: '1', note: 'x'.repeat(501) })).toMatchObject({
    status: 422,
    body: { reason: 'wrong_fields', fields: { requestId: expect.any(String), note: expect.any(String) } },
  });
  expect(await post('/registrations/AAAA/check-in')).toMatchObject({ status: 404, body: { reason: 'not_found' } });
  expect((await post('/orders/ZZZZ/cancel')).status).toBe(404);
  expect((await get('/nothing')).status).toBe(404);
});

test('who does too much in a minute waits, and nobody else does', async () => {
  const { signIn, logged } = await open({ catalogue });
  const [hasty, calm] = [signIn('hasty'), signIn('calm')];
  const statuses = await Promise.all(
    Array.from({ length: 125 }, async () => (await hasty.post('/orders/ZZZZ/cancel')).status),
  );
  expect(statuses.filter((status) => status === 429)).toHaveLength(5);
  expect(await hasty.post('/orders/ZZZZ/cancel')).toMatchObject({ status: 429, body: { reason: 'too_often' } });
  expect((await calm.post('/orders/ZZZZ/cancel')).status).toBe(404);
  expect((await hasty.get('/me')).status).toBe(200);
  expect(logged).toContainEqual({ message: 'limited' });
});
