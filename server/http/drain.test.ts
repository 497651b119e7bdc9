import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { createDrain } from './drain.ts';

let server: Server;
let agent: Agent;
afterEach(() => {
  agent.destroy();
  server.closeAllConnections();
  vi.useRealTimers();
});

/** A server, and one visitor who keeps the connection as nginx does. */
async function open(idleMs = 6_000) {
  server = createServer();
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const drain = createDrain(server, { idleMs, handBackMs: 0 });
  const asked: ServerResponse[] = [];
  server.on('request', (_, response) => asked.push(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const send = async (by: Agent = agent) => {
    const sent = request({ port, host: '127.0.0.1', method: 'POST', agent: by });
    sent.end('seats=1');
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    return { connection: response.headers.connection, isReused: sent.reusedSocket };
  };
  /** The next request, once it has arrived. */
  const arrival = async () => {
    while (asked.length === 0) await once(server, 'request');
    return asked.shift() as ServerResponse;
  };
  const answer = async () => (await arrival()).end('done');
  return { drain, send, arrival, answer };
}

test('a request that comes on an idle connection after the end has begun is answered, for the last time', async () => {
  const { drain, send, answer } = await open();
  const [first] = await Promise.all([send(), answer()]);
  expect(first.connection).toBe('keep-alive');
  const drained = drain();
  const [second] = await Promise.all([send(), answer()]);
  expect(second).toEqual({ connection: 'close', isReused: true });
  await drained;
});

test('a request under way is finished, and its connection with it', async () => {
  const { drain, send, arrival } = await open();
  const sent = send();
  const response = await arrival();
  const drained = drain();
  response.end('done');
  expect((await sent).connection).toBe('close');
  await drained;
});

test('a connection that became idle late has its whole time, as the one who keeps it may be about to use it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { drain, send, arrival, answer } = await open();
  const sent = send();
  const response = await arrival();
  response.write('half');
  const drained = drain();
  vi.advanceTimersByTime(5_000);
  response.end();
  expect((await sent).connection).toBe('keep-alive');
  vi.advanceTimersByTime(5_000);
  const [second] = await Promise.all([send(), answer()]);
  expect(second).toEqual({ connection: 'close', isReused: true });
  await drained;
});

test('nobody new is let in, and who stays idle is sent away in the end', async () => {
  const { drain, send, answer } = await open(50);
  await Promise.all([send(), answer()]);
  const drained = drain();
  await expect(send(new Agent())).rejects.toThrow('ECONNREFUSED');
  await drained;
});
