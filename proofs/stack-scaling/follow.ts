import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Moment } from '../../scaling/simulator/simulate.ts';
import { ask } from '../visitors/helper-process.ts';
import type { PressureReport } from './pressure.ts';

const lookEveryMs = 3_000;

/** `doubled`: containers with a second worker. */
export type Seen = Moment & { doubled: number };
export type Follower = ReturnType<typeof follow>;

/** Writes down, every three seconds, what the visitors met and how many serve them. */
export function follow(options: { load: ChildProcess; prometheusUrl: string; countContainers: () => Promise<number> }) {
  const { load, prometheusUrl, countContainers } = options;
  const startedAt = performance.now();
  const moments: Seen[] = [];
  const totals = { gets: 0, posts: 0, failures: [] as PressureReport['failures'] };
  let isStopped = false;
  let lastAt = startedAt;

  let turn: Promise<void> = Promise.resolve();
  /** One question at a time: the answers have no names. */
  function look(word: 'report' | 'end'): Promise<void> {
    turn = turn.then(() => lookNow(word));
    return turn;
  }

  async function lookNow(word: 'report' | 'end'): Promise<void> {
    const said = await ask<PressureReport>(load, word);
    const [containers, workers, doubled, slowest] = await Promise.all([
      countContainers(),
      query(prometheusUrl, `sum(${workersNow})`),
      query(prometheusUrl, `count(${workersNow} > 1) or vector(0)`),
      query(prometheusUrl, 'max(foyer:container_request_duration:p95_1m)'),
    ]);
    const now = performance.now();
    const seconds = (now - lastAt) / 1000;
    lastAt = now;
    totals.gets += said.gets;
    totals.posts += said.posts;
    totals.failures.push(...said.failures);
    moments.push({
      second: Math.round((now - startedAt) / 1000),
      requestsPerSecond: (said.gets + said.posts) / seconds,
      failedPerSecond: said.failures.length / seconds,
      capacityPerSecond: 0,
      workers: workers ?? moments.at(-1)?.workers ?? 0,
      doubled: doubled ?? moments.at(-1)?.doubled ?? 0,
      containers,
      p95Seconds: said.p95Ms === null ? null : said.p95Ms / 1000,
      observedP95Seconds: slowest,
    });
  }

  const following = (async () => {
    while (!isStopped) {
      await look('report');
      await pause(lookEveryMs);
    }
  })();

  return {
    moments,
    totals,
    seconds: () => (performance.now() - startedAt) / 1000,
    /** The visitors go once they have their answers; it is looked on. */
    async endLoad(): Promise<void> {
      await look('end');
    },
    async stop(): Promise<void> {
      isStopped = true;
      await following;
    },
  };
}

// A container that is too busy to be asked in time still has its workers.
const workersNow = 'max_over_time(foyer:container_workers:count[10s])';

/** null where Prometheus has no answer. */
async function query(prometheusUrl: string, expression: string): Promise<number | null> {
  const response = await fetch(`${prometheusUrl}/api/v1/query?query=${encodeURIComponent(expression)}`).catch(
    () => null,
  );
  if (!response?.ok) return null;
  const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
  const [first] = data.result;
  return first ? Number(first.value[1]) : null;
}
