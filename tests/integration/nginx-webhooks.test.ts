import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openNginx } from './open-nginx.ts';

let nginx: Awaited<ReturnType<typeof openNginx>>;
const bodies: string[] = [];

beforeAll(async () => {
  nginx = await openNginx();
  nginx.answerWith(async (request, response) => {
    bodies.push(await text(request));
    // Nothing of it may be kept, whatever a worker says.
    response.writeHead(200, { 'cache-control': 's-maxage=60' }).end();
  });
});
afterAll(() => nginx.close());

const send = (body: string) =>
  fetch(`${nginx.baseUrl}/webhooks/paypal`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'paypal-transmission-id': 'one', 'paypal-cert-url': 'https://x/' },
  });

test("PayPal's webhooks reach the worker byte for byte, with their headers, each of them", async () => {
  const body = '{"id": "WH-1",  "summary":"é\\u00e9"}\n';
  for (const _ of [1, 2]) expect((await send(body)).status).toBe(200);
  expect(bodies.splice(0)).toEqual([body, body]);
  const [first] = nginx.seenAt('/webhooks/paypal');
  expect(first?.headers).toMatchObject({ 'paypal-transmission-id': 'one', 'paypal-cert-url': 'https://x/' });
});

test('more may come at once than a visitor may ask, and none that is larger than an event', async () => {
  const answers = await Promise.all(Array.from({ length: 300 }, () => send('{}')));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect((await send('x'.repeat(130 * 1024))).status).toBe(413);
});
