import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Registry } from 'prom-client';
import { expect, test, vi } from 'vitest';
import { countNginxAnswers, parseCountsLine } from './nginx-log.ts';

const line = (text: string) => parseCountsLine(`<190>Nov 24 06:00:00 foyer: ${text}`);

test.each([
  ['200 MISS 0.012', '2xx', 'worker'],
  ['303 - 0.012', '3xx', 'worker'],
  ['503 - 0.004', '5xx', 'worker'],
  ['200 HIT -', '2xx', 'cache'],
  ['200 STALE -, -', '2xx', 'cache'],
  ['200 STALE 0.004', '2xx', 'cache'],
  ['502 - -', '5xx', 'nginx'],
  ['504 MISS -, -', '5xx', 'nginx'],
  ['429 - -', '4xx', 'nginx'],
  // The first worker was gone, the second answered; the other way round nobody did.
  ['200 - -, 0.012', '2xx', 'worker'],
  ['502 - 0.003, -', '5xx', 'nginx'],
] as const)('%s is a %s made by %s', (text, statusClass, madeBy) => {
  expect(line(text)).toEqual({ statusClass, madeBy });
});

test.each(['', 'GET / HTTP/1.1', '999 HIT -', '200', '200 HIT', '2000 HIT -', '200 HIT 0.1 extra'])(
  '%j is nothing',
  (text) => {
    expect(line(text)).toBe(null);
  },
);

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
        for (const text of ['<190>Nov 24 06:00:00 foyer: 502 - -', 'noise']) sender.send(text, port, '127.0.0.1');
        expect(await registry.metrics()).toMatch(/status_class="5xx",made_by="nginx"} [1-9]/);
      },
      { timeout: 5_000, interval: 100 },
    );
  } finally {
    sender.close();
    counter.close();
  }
});
