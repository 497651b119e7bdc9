import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ensureBuilt } from '../../scripts/build.ts';
import { type Stack, startStack } from '../../scripts/stack/start-stack.ts';
import { parseContentConfig } from '../../server/config.ts';
import { createSanityClient } from '../../server/content/create-sanity-client.ts';

type Message = { headers: Record<string, string>; body: string };

let dataDir: string;
let stack: Stack;
/** Between the lake and the site, as the internet is: it may lose what it was given. */
let between: Server;
let isLosing = false;
const messages: Message[] = [];

beforeAll(async () => {
  await ensureBuilt();
  dataDir = await mkdtemp(join(tmpdir(), 'foyer-webhook-'));
  between = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = {
      'Content-Type': 'application/json',
      'sanity-webhook-signature': String(request.headers['sanity-webhook-signature']),
    };
    const message = { headers, body: Buffer.concat(chunks).toString() };
    messages.push(message);
    response.writeHead(isLosing ? 200 : await passOn(message)).end();
  });
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
  stack = await startStack({
    dataDir,
    ports: 'free',
    only: ['ledger', 'redis', 'lake', 'web', 'courier', 'nginx'],
    env: {
      SANITY_LISTENER: 'off',
      LAKE_WEBHOOK_URL: `http://127.0.0.1:${(between.address() as AddressInfo).port}/`,
      TRUSTED_PROXIES: '127.0.0.1',
    },
  });
}, 120_000);
afterAll(async () => {
  await stack?.stop();
  between?.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function passOn({ headers, body }: Message): Promise<number> {
  return (await fetch(`${stack.baseUrl}/webhooks/sanity`, { method: 'POST', headers, body })).status;
}

/** As a hurried visitor of the front page, past nginx's cache, until each worker was asked. */
async function askEachWorker(): Promise<void> {
  const visit = (index: number) =>
    fetch(stack.baseUrl, { headers: { Cookie: 'a=b', 'X-Forwarded-For': `10.20.0.${index}` } }).then((r) => r.text());
  await Promise.all(Array.from({ length: 8 }, (_, index) => visit(index)));
}

/** How old what each worker holds of the conference is. */
async function readAges(): Promise<number[]> {
  const workers = [0, 1].map(async (worker) => {
    const page = await (await fetch(`http://127.0.0.1:${stack.ports.metrics + worker}/metrics`)).text();
    return Number(/^foyer_content_age_seconds\{[^}]*content="conference"[^}]*\} ([\d.e+-]+)/m.exec(page)?.[1]);
  });
  return await Promise.all(workers);
}

/** Each worker serves what it holds although it is older than it would be if anybody had to ask. */
async function beQuiet(from: number, to: number): Promise<void> {
  const look = async () => {
    await askEachWorker();
    for (const age of await readAges()) {
      expect(age).toBeGreaterThan(from);
      expect(age).toBeLessThan(to);
    }
  };
  await vi.waitFor(look, { timeout: 60_000, interval: 200 });
}

const publish = (announcement: string) =>
  createSanityClient(parseContentConfig(stack.env)).patch('event').set({ announcement }).commit();

async function readPages(): Promise<string[]> {
  const pages = Array.from({ length: 12 }, async (_, index) =>
    (
      await fetch(`${stack.baseUrl}/programme?q=${index}`, { headers: { 'X-Forwarded-For': `10.21.0.${index}` } })
    ).text(),
  );
  return await Promise.all(pages);
}

async function requireOnEveryPage(words: string, publishedAt: number): Promise<void> {
  await pause(Math.max(0, 5_000 - (performance.now() - publishedAt)));
  expect((await readPages()).map((html) => html.includes(words))).toEqual(Array(12).fill(true));
}

test('with the listener off, what is published is on every page within 5 s by the webhook alone', {
  timeout: 240_000,
}, async () => {
  // The first message is what the webhook is trusted for.
  await publish('First');
  await vi.waitFor(() => expect(messages.length).toBeGreaterThan(0));
  await beQuiet(2.5, 60);
  await readPages();
  const publishedAt = performance.now();
  await publish('Doors open at nine');
  await requireOnEveryPage('Doors open at nine', publishedAt);

  // The control: a message that is lost. Nothing is asked for half a minute after the last answer, and that was a moment ago.
  await beQuiet(2.5, 12);
  isLosing = true;
  const before = messages.length;
  await publish('Doors open at ten');
  await vi.waitFor(() => expect(messages.length).toBeGreaterThan(before));
  const lost = messages.at(-1) as Message;
  const pagesOfLost = async () => (await readPages()).filter((html) => html.includes('Doors open at ten')).length;
  await pause(5_000);
  expect(await pagesOfLost()).toBe(0);
  expect(await passOn({ ...lost, body: lost.body.replace('event', 'other') })).toBe(401);
  expect(await passOn(messages[0] as Message)).toBe(401);
  await pause(1_000);
  expect(await pagesOfLost()).toBe(0);
  // Late, but whole.
  const passedOnAt = performance.now();
  expect(await passOn(lost)).toBe(200);
  await requireOnEveryPage('Doors open at ten', passedOnAt);

  // What is for sale is the courier's to hear.
  isLosing = false;
  const quotaPublishedAt = performance.now();
  await createSanityClient(parseContentConfig(stack.env)).patch('main').set({ capacity: 7 }).commit();
  await pause(Math.max(0, 5_000 - (performance.now() - quotaPublishedAt)));
  const { ticketTypes } = await (await fetch(`${stack.baseUrl}/api/tickets?q=1`)).json();
  expect(ticketTypes.find(({ id }: { id: string }) => id === 'community').remaining).toBe(7);
});
