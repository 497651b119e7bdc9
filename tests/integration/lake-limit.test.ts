import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LakeServer, lakeToken, startLakeServer } from '../lake-server.ts';

let lake: LakeServer;
beforeAll(async () => {
  lake = await startLakeServer();
});
afterAll(() => lake.stop());

test('more than 25 requests with mutations in a second are refused with 429, and said when to come again', async () => {
  const note = (_id: string) => ({ _id, _type: 'note' });
  const answers = await Promise.all(
    Array.from({ length: 80 }, () =>
      fetch(`${lake.url}/v2025-02-19/data/mutate/production`, {
        method: 'POST',
        headers: { authorization: `Bearer ${lakeToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ mutations: [{ createIfNotExists: note('limited') }] }),
      }),
    ),
  );
  const refused = answers.filter(({ status }) => status === 429);
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(1);
  // A full second's worth at once, and as many again for each second that the requests took.
  expect(refused.length).toBeGreaterThanOrEqual(5);
  expect(refused[0]?.headers.get('retry-after')).toBe('1');
  // Reading is another matter.
  expect(await lake.connect().fetch('count(*[_id == "limited"])')).toBe(1);
});
