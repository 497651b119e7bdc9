import { type Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export type Answer = { status: number; headers: IncomingHttpHeaders; body: string };

/** Longer than anything here takes, shorter than nginx's own patience. */
const patienceMs = 25_000;

/** One request, without retries and without redirects. Rejects if there is no whole answer: no connection, a broken one, a
 *  body cut short, no end. `bodyTakesMs`: the body's second half comes so much later than its first. */
export function send(options: {
  baseUrl: string;
  agent: Agent;
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  form?: Record<string, string>;
  bodyTakesMs?: number;
}): Promise<Answer> {
  const { baseUrl, agent, method, path, form, bodyTakesMs = 0 } = options;
  const body = form ? new URLSearchParams(form).toString() : '';
  const headers = {
    ...options.headers,
    ...(form ? { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': String(body.length) } : {}),
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${baseUrl}${path}`, { agent, method, headers, signal: AbortSignal.timeout(patienceMs) });
    sent.on('error', reject);
    sent.once('response', (response: IncomingMessage) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('error', reject);
      response.once('end', () => {
        if (response.complete) resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        else reject(new Error(`the answer ${response.statusCode} was cut short`));
      });
    });
    if (bodyTakesMs === 0) return sent.end(body);
    const half = Math.floor(body.length / 2);
    sent.write(body.slice(0, half));
    pause(bodyTakesMs).then(() => sent.end(body.slice(half)));
  });
}
