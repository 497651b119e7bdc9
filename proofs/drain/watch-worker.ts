// `node --import` this before a web worker, with `?folder=` in its address: it looks on, and as the process ends it writes down
// there what has arrived. It changes nothing of what the worker does.
import { subscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';

/** What one worker met in its life. Times are milliseconds since 1970. */
export type WorkerReport = {
  pid: number;
  /** The request ids, in the order of their arrival. */
  arrived: string[];
  /** When it was told to go; null if it ended for another reason. */
  toldAtMs: number | null;
  /** How many requests it had in its hands then, and when the last of these was answered. */
  inHand: number;
  inHandUntilMs: number;
  /** How many came after that. */
  arrivedLate: number;
  endedAtMs: number;
};

const folder = new URL(import.meta.url).searchParams.get('folder') ?? '.';
const report: WorkerReport = {
  pid: process.pid,
  arrived: [],
  toldAtMs: null,
  inHand: 0,
  inHandUntilMs: 0,
  arrivedLate: 0,
  endedAtMs: 0,
};
const waiting = new Set<IncomingMessage>();
const inHand = new Set<IncomingMessage>();

subscribe('http.server.request.start', (message) => {
  const { request } = message as { request: IncomingMessage };
  const requestId = request.headers['x-request-id'];
  // Whoever reads the metrics gives none.
  if (typeof requestId !== 'string') return;
  report.arrived.push(requestId);
  if (report.toldAtMs !== null) report.arrivedLate += 1;
  waiting.add(request);
});
subscribe('http.server.response.finish', (message) => {
  const { request } = message as { request: IncomingMessage };
  waiting.delete(request);
  if (inHand.delete(request)) report.inHandUntilMs = Date.now();
});
process.prependListener('SIGINT', () => {
  if (report.toldAtMs !== null) return;
  report.toldAtMs = Date.now();
  for (const request of waiting) inHand.add(request);
  report.inHand = inHand.size;
});
process.on('exit', () => {
  report.endedAtMs = Date.now();
  writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify(report));
});
