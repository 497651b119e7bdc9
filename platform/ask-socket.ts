import { request } from 'node:http';

/** JSON over HTTP over a Unix socket, which `fetch` cannot do. */
export type AskSocket = (question: {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  headers?: Record<string, string>;
  body?: object;
  /** Longer for what takes its time, as stopping a container does. */
  timeoutMs?: number;
}) => Promise<SocketAnswer>;

/** `body`: null where there is none, a string where it is no JSON. */
export type SocketAnswer = { status: number; body: unknown };

/** Nobody answers there: no socket, no right to it, too slow, or too much to be what was asked for. */
export class SocketAway extends Error {
  override name = 'SocketAway';
}

const mostBytes = 4 * 2 ** 20;
const usualTimeoutMs = 10_000;

/** Rejects with `SocketAway` and nothing else; every status is an answer. */
export function createAskSocket(socketPath: string): AskSocket {
  return ({ method, path, headers, body, timeoutMs = usualTimeoutMs }) =>
    new Promise((resolve, reject) => {
      const fail = (error: Error) =>
        reject(new SocketAway(`${method} ${path} at ${socketPath}: ${error.message}`, { cause: error }));
      const text = body === undefined ? '' : JSON.stringify(body);
      const asked = request(
        {
          socketPath,
          method,
          path,
          // A connection for each: nothing is sent over one that the other side is just closing.
          agent: false,
          signal: AbortSignal.timeout(timeoutMs),
          headers: {
            ...headers,
            host: 'localhost',
            ...(text && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          let size = 0;
          response.on('data', (chunk: Buffer) => {
            size += chunk.length;
            if (size > mostBytes) response.destroy(new Error(`the answer has more than ${mostBytes} bytes`));
            else chunks.push(chunk);
          });
          response.on('error', fail);
          response.on('end', () => {
            resolve({ status: response.statusCode ?? 0, body: parse(Buffer.concat(chunks).toString()) });
          });
        },
      );
      asked.on('error', fail);
      asked.end(text);
    });
}

function parse(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
