import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { SocketAway } from '../../platform/ask-socket.ts';
import { emptyRequestSchema, replicaActs, termHeader } from './contract.ts';
import { type Door, Refused } from './door.ts';
import { EngineRefused } from './engine.ts';

type Say = (fields: object, message: string) => void;
type Options = { log: { info: Say; warn: Say; error: Say } };

const mostBodyBytes = 4_096;
const termSchema = z
  .string()
  .regex(/^\d{1,16}$/)
  .transform(Number);
const actPath = new RegExp(`^/replicas/([0-9a-f]{64})/(${replicaActs.join('|')})$`);
const restartPath = /^\/services\/([0-9a-f]{64})\/restart$/;

/** The door as a server, yet to listen. 403 and a sentence to everything that it does not let through. */
export function serveDoor(door: Door, { log }: Options): Server {
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '' } = request;
    try {
      const body = await readBody(request);
      const done = await pass(door, method, path, body, readTerm(request));
      if (method !== 'GET') log.info({ method, path, ...done }, 'let through');
      answer(response, 200, done);
    } catch (error) {
      const { message } = error as Error;
      const fields = { method, path: path.slice(0, 200) };
      if (error instanceof Refused) {
        log.warn(fields, `refused: ${message}`);
        answer(response, 403, { refused: message });
      } else if (error instanceof EngineRefused) {
        log.error(fields, `the engine would not: ${message}`);
        answer(response, 409, { refused: message });
      } else if (error instanceof SocketAway) {
        // Who asks says so, once an outage.
        answer(response, 502, { refused: `The Docker Engine does not answer. ${message}` });
      } else {
        log.error({ ...fields, error: message }, 'the door failed');
        answer(response, 500, { refused: 'The door failed; its log says how.' });
      }
    }
  });
  server.maxConnections = 16;
  server.headersTimeout = 5_000;
  server.requestTimeout = 10_000;
  return server;
}

async function pass(door: Door, method: string, path: string, body: unknown, term: number | null): Promise<object> {
  if (method === 'GET' && path === '/containers') return { containers: await door.list() };
  if (method === 'GET' && path === '/health') {
    await door.ping();
    return {};
  }
  if (method === 'POST' && path === '/replicas') return await door.clone(body, requireTerm(term));
  const [, replica, act] = actPath.exec(path) ?? [];
  const how = replicaActs.find((each) => each === act);
  if (method === 'POST' && replica && how) {
    requireEmpty(body);
    await door.act(replica, how, requireTerm(term));
    return {};
  }
  const [, container] = restartPath.exec(path) ?? [];
  if (method === 'POST' && container) {
    requireEmpty(body);
    await door.restartService(container);
    return {};
  }
  throw new Refused(
    'There is no such way through this door: it lists the containers of its project, clones and removes replicas of its service, and restarts what is unhealthy.',
  );
}

function readTerm({ headers }: IncomingMessage): number | null {
  return termSchema.safeParse(headers[termHeader]).data ?? null;
}

function requireTerm(term: number | null): number {
  if (term === null) throw new Refused('Whoever changes replicas says the number of its lease.');
  return term;
}

function requireEmpty(body: unknown): void {
  if (!emptyRequestSchema.safeParse(body).success) throw new Refused('This takes no body.');
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    // The rest is not read: the connection ends with the answer.
    if (size > mostBodyBytes) throw new Refused(`A body has at most ${mostBodyBytes} bytes here.`);
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new Refused('The body is no JSON.');
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
}
