import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { countNginxAnswers, parseCountsLine } from '../../server/courier/nginx-log.ts';
import { openNginx } from './open-nginx.ts';

let door: Awaited<ReturnType<typeof openNginx>>;
beforeAll(async () => {
  door = await openNginx();
});
afterAll(() => door.close());

const open = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${door.baseUrl}${path}`, init);
  await response.text();
  return response.status;
};

test('while nobody hears of them answers are given all the same, and nginx does not complain of it', async () => {
  door.answerWith((_, response) => response.end());
  for (let number = 0; number < 5; number++) expect(await open(`/unheard-${number}`)).toBe(200);
  // nginx tells of an answer once it is given, and the file of it last: the next test must not hear of the fifth of these.
  await vi.waitFor(async () => {
    const unheard = (await door.readAccessLog()).filter(({ path }) => path.startsWith('/unheard-'));
    expect(unheard).toHaveLength(5);
  });
  const said = await readFile(join(door.dataDir, 'logs/nginx.log'), 'utf8').catch(() => '');
  expect(said).not.toMatch(/syslog/);
});

test('every answer is counted by who made it, and its own errors are what no worker has sent', async () => {
  const registry = new Registry();
  const counter = countNginxAnswers(registry, {
    host: '127.0.0.1',
    port: door.courierPort,
    onError: (error) => {
      throw error;
    },
  });
  try {
    // Until the port is open packets are lost, as they may be. Nothing else here is refused by a worker.
    door.answerWith((_, response) => response.writeHead(404).end());
    const read = async () => {
      const page = await registry.metrics();
      const lines = [...page.matchAll(/\{status_class="(...)",made_by="(\w+)"\} ([1-9]\d*)/g)];
      return Object.fromEntries(lines.map(([, status, maker, count]) => [`${status} by ${maker}`, Number(count)]));
    };
    await vi.waitFor(async () => {
      await open('/nowhere');
      expect(await read()).not.toEqual({});
    });

    door.answerWith((request, response) => {
      const status = request.url?.startsWith('/broken') ? 503 : request.url?.startsWith('/moved') ? 303 : 200;
      response.writeHead(status, { 'Cache-Control': 'public, s-maxage=60' }).end();
    });
    for (const path of ['/kept', '/broken', '/moved', '/api/health', '/health']) await open(path);
    await open('/large', { method: 'POST', body: 'x'.repeat(300_000) });
    await door.leave();
    expect(await open('/register')).toBe(502);
    await door.listen();

    await vi.waitFor(async () => {
      const { '4xx by worker': _, ...counted } = await read();
      expect(counted).toEqual({
        '2xx by worker': 1,
        '3xx by worker': 1,
        '4xx by nginx': 1,
        '5xx by worker': 1,
        '5xx by nginx': 1,
      });
    });
  } finally {
    counter.close();
  }
});

test('of what the cache answers one in a hundred is told, and counts as a hundred', async () => {
  const counter = createSocket('udp4').bind(door.courierPort, '127.0.0.1');
  const told: string[] = [];
  counter.on('message', (packet) => told.push(packet.toString()));
  try {
    door.answerWith((_, response) => response.writeHead(200, { 'Cache-Control': 'public, s-maxage=60' }).end());
    const asked = 1_000;
    // Nobody counts how often somebody asks for one of these.
    for (let number = 0; number < asked; number += 50) {
      await Promise.all(Array.from({ length: 50 }, () => open('/assets/a.css')));
    }
    // Told after the last of them; packets on one machine keep their order.
    await vi.waitFor(async () => {
      await open('/health-of-another-kind', { method: 'POST' });
      expect(told.at(-1)).toMatch(/: 200 1 - /);
    });
    const hits = told.filter((line) => line.includes(' HIT '));
    expect(hits.every((line) => line.includes(': 200 100 HIT '))).toBe(true);
    // Ten, give or take; more than 30, or none, in one run of ten thousand.
    expect(hits.length).toBeGreaterThan(0);
    expect(hits.length).toBeLessThan(31);
    // How old it is follows from when the worker made it.
    const [hit = ''] = hits;
    expect(Math.abs(Date.now() - (parseCountsLine(hit)?.madeAt ?? 0))).toBeLessThan(60_000);
  } finally {
    counter.close();
  }
});
