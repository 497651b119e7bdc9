import { fork } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { findFreePort } from '../redis-server.ts';

test('a connection that was being handed to a worker as it left is answered by another', async () => {
  const port = await findFreePort();
  const cluster = fork(new URL('./leaving-cluster.ts', import.meta.url), [String(port)]);
  try {
    await once(cluster, 'message');
    cluster.send('go');
    await once(cluster, 'message');
    // Both workers are free: of two connections each gets one.
    const visits = Array.from({ length: 4 }, async () => {
      const url = `http://127.0.0.1:${port}/`;
      const response = await fetch(url, { headers: { Connection: 'close' }, signal: AbortSignal.timeout(10_000) });
      return response.text();
    });
    expect(await Promise.all(visits)).toEqual(Array(4).fill('answered'));
  } finally {
    cluster.kill();
  }
});
