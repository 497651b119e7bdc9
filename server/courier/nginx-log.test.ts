import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Registry } from 'prom-client';
import { expect, test, vi } from 'vitest';
import { countNginxAnswers, parseCountsLine } from './nginx-log.ts';

const line = (text: string) => parseCountsLine(`<190>Nov 24 06:00:00 foyer: ${text}`);

test.each([
  ['200 1 MISS 0.012', '2xx', 'worker', 1],
  ['303 1 - 0.012', '3xx', 'worker', 1],
  ['503 1 - 0.004', '5xx', 'worker', 1],
  ['200 100 HIT -', '2xx', 'cache', 100],
  ['200 100 STALE -, -', '2xx', 'cache', 100],
  ['200 100 STALE 0.004', '2xx', 'cache', 100],
  ['502 1 - -', '5xx', 'nginx', 1],
  ['504 1 MISS -, -', '5xx', 'nginx', 1],
  ['429 100 - -', '4xx', 'nginx', 100],
  // The first worker was gone, the second answered; the other way round nobody did.
  ['200 1 - -, 0.012', '2xx', 'worker', 1],
  ['502 1 - 0.003, -', '5xx', 'nginx', 1],
] as const)('%s is a %s made by %s, and stands for %d', (text, statusClass, madeBy, count) => {
  expect(line(`${text} -`)).toEqual({ statusClass, madeBy, count, madeAt: null });
  expect(line(`${text} Tue, 24 Nov 2026 06:00:01 GMT`)).toEqual({
    statusClass,
    madeBy,
    count,
    madeAt: Date.UTC(2026, 10, 24, 6, 0, 1),
  });
});

test.each([
  '',
  'GET / HTTP/1.1',
  '999 1 HIT -',
  '200',
  '200 1 HIT',
  '200 HIT -',
  '2000 1 HIT -',
  '200 1 HIT 0.1 extra',
  '200 1 HIT 0.1',
  '200 1 HIT 0.1 Tue, 24 Nov 2026 06:00:01 GMT extra',
])('%j is nothing', (text) => {
  expect(line(text)).toBe(null);
});

test('counts from the moment when the port is free, and shows every sum from the start', async () => {
  const earlier = createSocket('udp4').bind(0, '127.0.0.1');
  await once(earlier, 'listening');
  const { port } = earlier.address();
  const registry = new Registry();
  const errors: string[] = [];
  const counter = countNginxAnswers(registry, {
    host: '127.0.0.1',
    port,
    onError: ({ message }) => errors.push(message),
  });
  const sender = createSocket('udp4');
  try {
    await vi.waitFor(() => expect(errors.join()).toContain('EADDRINUSE'));
    expect(await registry.metrics()).toContain('foyer_nginx_responses_total{status_class="5xx",made_by="nginx"} 0');
    earlier.close();
    await vi.waitFor(
      async () => {
        for (const text of ['<190>Nov 24 06:00:00 foyer: 502 1 - - -', 'noise']) sender.send(text, port, '127.0.0.1');
        expect(await registry.metrics()).toMatch(/status_class="5xx",made_by="nginx"} [1-9]/);
      },
      { timeout: 5_000, interval: 100 },
    );
  } finally {
    sender.close();
    counter.close();
  }
});
