import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { serveMetrics } from './serve-metrics.ts';

test('a port that a leaving worker still has is waited for, and asked for again until it is free', async () => {
  const leaving = createServer((_, response) => response.end('the old one')).listen(0, '127.0.0.1');
  await once(leaving, 'listening');
  const { port } = leaving.address() as AddressInfo;
  const onTaken = vi.fn();
  const page = { contentType: 'text/plain', metrics: async () => 'the new one' };
  const metrics = serveMetrics(page, { host: '127.0.0.1', port, onTaken });
  try {
    await vi.waitFor(() => expect(onTaken).toHaveBeenCalledTimes(1));
    leaving.close();
    leaving.closeAllConnections();
    await once(metrics, 'listening');
    const response = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { connection: 'close' } });
    expect(await response.text()).toBe('the new one');
    expect(onTaken).toHaveBeenCalledTimes(1);
  } finally {
    metrics.close();
  }
});
