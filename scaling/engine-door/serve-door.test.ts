import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AskSocket, createAskSocket, SocketAway } from '../../platform/ask-socket.ts';
import { type Door, Refused } from './door.ts';
import { EngineRefused } from './engine.ts';
import { serveDoor } from './serve-door.ts';

const id = 'a'.repeat(64);
let folder: string;
let server: Server;
let ask: AskSocket;
let did: unknown[];
let failing: Error | null;
let warned: string[];

beforeEach(async () => {
  [did, failing, warned] = [[], null, []];
  const note = async (...what: unknown[]) => {
    did.push(what);
    if (failing) throw failing;
  };
  const door: Door = {
    list: async () => [],
    clone: async (body, term) => {
      await note('clone', body, term);
      return { id, name: 'foyer-app-4' };
    },
    act: (which, how, term) => note(how, which, term),
    restartService: (which) => note('restart service', which),
    ping: async () => undefined,
  };
  const warn = (_: object, message: string) => void warned.push(message);
  server = serveDoor(door, { log: { info: () => {}, warn, error: warn } });
  folder = await mkdtemp(join(tmpdir(), 'foyer-door-'));
  const socket = join(folder, 'door.sock');
  server.listen(socket);
  await once(server, 'listening');
  ask = createAskSocket(socket);
});
afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const headers = { 'foyer-term': '7' };

test('what a scaler needs is let through, with the number of its lease', async () => {
  expect((await ask({ method: 'GET', path: '/containers' })).body).toEqual({ containers: [] });
  const clone = await ask({ method: 'POST', path: '/replicas', headers, body: { like: id, number: 4 } });
  expect(clone).toEqual({ status: 200, body: { id, name: 'foyer-app-4' } });
  expect((await ask({ method: 'POST', path: `/replicas/${id}/stop`, headers })).status).toBe(200);
  expect((await ask({ method: 'POST', path: `/services/${id}/restart` })).status).toBe(200);
  expect(did).toEqual([
    ['clone', { like: id, number: 4 }, 7],
    ['stop', id, 7],
    ['restart service', id],
  ]);
});

test.each([
  ['GET', '/containers/json'],
  ['GET', '/containers?all=1'],
  ['GET', '/v1.41/containers/json'],
  ['GET', '//containers'],
  ['POST', '/containers/create'],
  ['POST', `/replicas/${id}/exec`],
  ['POST', `/replicas/${id}/stop/../exec`],
  ['POST', `/replicas/${id.slice(1)}/stop`],
  ['DELETE', `/replicas/${id}`],
] as const)('%s %s is refused, in a sentence, and in the log', async (method, path) => {
  const { status, body } = await ask({ method, path, headers });
  expect([status, did]).toEqual([403, []]);
  expect(body).toEqual({ refused: expect.stringContaining('no such way') });
  expect(warned).toHaveLength(1);
});

test('no lease, a body where there is none, one that is too large, one that is no JSON: refused', async () => {
  const path = `/replicas/${id}/stop`;
  expect((await ask({ method: 'POST', path })).status).toBe(403);
  expect((await ask({ method: 'POST', path, headers: { 'foyer-term': '-1' } })).status).toBe(403);
  expect((await ask({ method: 'POST', path, headers, body: { signal: 'KILL' } })).status).toBe(403);
  const large = await ask({ method: 'POST', path: '/replicas', headers, body: { like: 'a'.repeat(5_000), number: 1 } });
  expect(large.body).toEqual({ refused: expect.stringContaining('4096 bytes') });
  expect(did).toEqual([]);
});

test('a rule, the engine’s own refusal and its absence are told apart', async () => {
  const answers = [];
  for (const error of [new Refused('Not this one.'), new EngineRefused('no space left'), new SocketAway('no socket')]) {
    failing = error;
    answers.push(await ask({ method: 'POST', path: `/replicas/${id}/stop`, headers }));
  }
  expect(answers).toEqual([
    { status: 403, body: { refused: 'Not this one.' } },
    { status: 409, body: { refused: 'no space left' } },
    { status: 502, body: { refused: 'The Docker Engine does not answer. no socket' } },
  ]);
});
