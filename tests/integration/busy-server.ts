// A server whose every answer takes 1 ms of its one thread, after a wait.
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import express from 'express';
import { createTurns } from '../../server/http/take-turns.ts';

const app = express();
if (process.argv[2] === 'in turns') app.use(createTurns());
app.use(async (_request, response) => {
  await nextTurn();
  for (const endAt = performance.now() + 1; performance.now() < endAt; );
  response.send('answered');
});
const server = app.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
