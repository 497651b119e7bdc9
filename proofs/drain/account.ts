import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { require } from '../proof.ts';
import type { AccessLine } from '../site/read-access-log.ts';
import type { WorkerReport } from './watch-worker.ts';

/** What every worker that has ended by now has written down, in the order of their ends. */
export async function readWorkerReports(folder: string): Promise<WorkerReport[]> {
  const names = await readdir(folder);
  const reports = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as WorkerReport),
  );
  return reports.sort((one, other) => one.endedAtMs - other.endedAtMs);
}

/**
 * Throws unless nginx sent every request of the load on to a worker, each once and none from its cache, and the workers together
 * met exactly these and those that were sent to them past nginx. Answers how many they met.
 */
export function requireSameRequests(options: {
  sentToNginx: number;
  sentToWorkers: number;
  /** All of nginx's, and how many of them were there before the load began. */
  accessLog: AccessLine[];
  linesBefore: number;
  reports: WorkerReport[];
}): number {
  const { sentToNginx, sentToWorkers, accessLog, linesBefore, reports } = options;
  const lines = accessLog.slice(linesBefore);
  require(lines.length === sentToNginx, `${sentToNginx} requests were sent to nginx, which knows of ${lines.length}`);
  const fromCache = lines.filter(({ cache }) => cache !== '' && cache !== 'BYPASS');
  require(fromCache.length === 0, `nginx answered ${fromCache.length} requests by its cache`);
  const tried = lines.map(({ upstream }) => (upstream === '' ? 0 : upstream.split(',').length));
  const retried = tried.filter((times) => times > 1).length;
  require(retried === 0, `nginx tried ${retried} requests more than once`);
  require(tried.every((times) => times === 1), 'nginx did not send every request on to a worker');

  const earlier = new Set(accessLog.slice(0, linesBefore).map(({ requestId }) => requestId));
  const arrived = reports.flatMap((report) => report.arrived).filter((id) => !earlier.has(id));
  const ids = new Set(arrived);
  require(ids.size === arrived.length, `${arrived.length - ids.size} requests came to workers twice`);
  const missing = lines.filter(({ requestId }) => !ids.has(requestId)).length;
  require(missing === 0, `${missing} requests that nginx sent on came to no worker`);
  require(arrived.length ===
    sentToNginx +
      sentToWorkers, `${sentToNginx + sentToWorkers} requests were sent, ${arrived.length} came to workers`);
  return arrived.length;
}
