import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect, test } from 'vitest';
import { createLeaving } from './leaving.ts';

test('a container that leaves sends readers elsewhere and answers forms, and says how it is', async () => {
  const leaving = createLeaving(0);
  const app = express();
  app.use(leaving.sendElsewhere);
  app.all('*', (_request, response) => void response.send('answered'));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = async (method: string, path: string) => (await fetch(origin + path, { method })).status;
  const askAll = () =>
    Promise.all([ask('GET', '/'), ask('HEAD', '/tickets'), ask('POST', '/'), ask('GET', '/api/health')]);
  try {
    expect(await askAll()).toEqual([200, 200, 200, 200]);
    await leaving.letNginxKnow();
    expect(await askAll()).toEqual([502, 502, 200, 200]);
  } finally {
    server.close();
  }
});
