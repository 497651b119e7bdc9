// nginx/containers/upstream.conf with a name server of the test's own, in the image of the stack: nginx older than 1.27.3, like the
// one of Debian 12, follows no name.
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findRunningEngine } from '../../scripts/test-stack/engine.ts';
import { openFollowedWorkers } from './open-followed-workers.ts';

const engine = await findRunningEngine();
const workers = ['127.0.0.2', '127.0.0.3', '127.0.0.4'];
const [one, two, three] = workers as [string, string, string];
/** Nobody has ever been there. */
const gone = ['127.0.0.5', '127.0.0.6'];

describe.skipIf(!engine)('nginx that follows a name', () => {
  let site: Awaited<ReturnType<typeof openFollowedWorkers>>;
  beforeEach(async () => {
    site = await openFollowedWorkers(engine?.program ?? '', workers);
  });
  afterEach(() => site.close());

  const ask = async (method: 'GET' | 'POST' = 'GET', path = '/orders/A') => {
    const response = await fetch(`${site.baseUrl}${path}`, {
      method,
      body: method === 'POST' ? 'name=Ada' : undefined,
    });
    return [response.status, await response.text()].join(' ');
  };
  const askOften = async () => new Set(await Promise.all(Array.from({ length: 10 }, () => ask())));

  test('asks who is there, finds who comes, and leaves who goes; nobody is answered an error meanwhile', async () => {
    const seen = new Set(await askOften());
    expect([...seen]).toEqual([`200 ${one}`]);
    for (const [there, answers] of [
      [
        [one, two],
        [`200 ${one}`, `200 ${two}`],
      ],
      [[two], [`200 ${two}`]],
    ] as const) {
      let isKnown = false;
      const known = site.name([...there]).then(() => {
        isKnown = true;
      });
      // As fast as the limits allow.
      for (; !isKnown; await pause(50)) for (const answer of await askOften()) seen.add(answer);
      await known;
      expect([...(await askOften())].sort()).toEqual(answers);
    }
    expect([...seen].sort()).toEqual([`200 ${one}`, `200 ${two}`]);
  });

  test.each([
    ['several others', [one, two]],
    ['one other', [three]],
  ])(
    'a form on its way to an address that goes is asked of those who are there by then, once: %s',
    async (_, others) => {
      const silent = await site.fallSilent(gone);
      await site.name(gone);
      const seen: string[] = [];
      site.answerWith((address, request, response) => {
        request.setEncoding('utf8').on('data', (body) => seen.push(`${request.method} ${request.url} ${body}`));
        request.once('end', () => response.end(address));
      });
      const answer = ask('POST', '/orders/A?s=b');
      await site.name(others);
      await silent.refuse();
      expect(others.map((address) => `200 ${address}`)).toContain(await answer);
      expect(seen).toEqual(['POST /orders/A?s=b name=Ada']);
    },
  );

  /** Whoever is asked first is gone from the name, and dies then. */
  async function letTheFirstDie() {
    await site.name([one, two]);
    const seen: string[] = [];
    site.answerWith(async (address, request, response) => {
      seen.push(address);
      if (seen.length > 1) return response.end(address);
      await site.name([address === one ? two : one, three]);
      request.socket.destroy();
    });
    return seen;
  }

  test('what is only read is asked of those who are there by then', async () => {
    const seen = await letTheFirstDie();
    const answer = await ask('GET');
    expect(seen).toHaveLength(2);
    expect(answer).toBe(`200 ${seen[1]}`);
  });

  test('a form that was sent is not sent again', async () => {
    const seen = await letTheFirstDie();
    expect(await ask('POST')).toMatch(/^502 /);
    expect(seen).toHaveLength(1);
  });
});
