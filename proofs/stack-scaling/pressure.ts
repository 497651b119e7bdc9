// Visitors in a process of their own, each asking for the next thing as soon as the last has come. Many come at once, as to a sale that
// opens: so answers are slow before anybody has had time to add a container. Then there are more of them until answers are slow again,
// and none asks while somebody waits for too long, so that the load is what the stack can just carry, however much that is by then: less
// while a worker starts on a fifth of a CPU. They are at the forms, for which nginx waits for 35 s; for what is only read it waits for
// 8 s, which a stack that is made to be slow does not always keep.
import { setTimeout as pause } from 'node:timers/promises';
import { createRequests, type Holder } from '../drain/requests.ts';

export type PressureOrder = {
  baseUrl: string;
  slowMs: number;
  tooSlowMs: number;
  firstVisitors: number;
  mostVisitors: number;
};
export type PressureReport = {
  gets: number;
  posts: number;
  failures: { what: string; why: string; atMs: number }[];
  p95Ms: number | null;
  visitors: number;
};

const { baseUrl, slowMs, tooSlowMs, firstVisitors, mostVisitors } = JSON.parse(process.argv[2] ?? '') as PressureOrder;
const requests = createRequests({ baseUrl, workersUrl: baseUrl });
/** One in three holds a seat for a moment; the sample conference has enough for these. */
const mostHolders = 100;
const stepMs = 4_000;
/** Fewer once answers begin to be slow. */
const steps = { fast: 36, slow: 12 };

let isStopped = false;
let visitors = 0;
let holders = 0;
let counts = { gets: 0, posts: 0 };
let failures: PressureReport['failures'] = [];
let times: number[] = [];
/** Of the last step. */
let recent: number[] = [];
const ended: Promise<void>[] = [];
/** When each that has no answer yet was sent, the oldest first. */
const waitingSince = new Set<{ atMs: number }>();

function isTooSlow(): boolean {
  const [oldest] = waitingSince;
  return oldest !== undefined && performance.now() - oldest.atMs > tooSlowMs;
}

async function waitForPatience(): Promise<void> {
  while (isTooSlow() && !isStopped) await pause(50 + Math.random() * 100);
}

async function ask<Result>(kind: 'gets' | 'posts', what: string, step: () => Promise<Result>): Promise<Result | null> {
  await waitForPatience();
  const startedAt = performance.now();
  const waiting = { atMs: startedAt };
  waitingSince.add(waiting);
  try {
    return await step();
  } catch (error) {
    failures.push({ what, why: (error as Error).message, atMs: Date.now() });
    await pause(200);
    return null;
  } finally {
    waitingSince.delete(waiting);
    counts[kind]++;
    times.push(performance.now() - startedAt);
    recent.push(performance.now() - startedAt);
  }
}

async function beHolder(): Promise<void> {
  while (!isStopped) {
    const holder = await ask('posts', 'hold', () => requests.hold());
    if (!holder) continue;
    await ask('gets', 'order', () => requests.openOrder(holder));
    await ask('gets', 'form', () => requests.openForm(holder));
    await ask('posts', 'release', () => requests.release(holder));
  }
}

async function beReader(number: number): Promise<void> {
  const reader: Holder = { address: `198.19.${number >> 8}.${number & 255}`, cookie: 'visited=1', orderPath: '' };
  while (!isStopped) {
    await ask('gets', 'form', () => requests.openForm(reader));
  }
}

const findP95 = (all: number[]) =>
  [...all].sort((one, other) => one - other)[Math.floor(0.95 * (all.length - 1))] ?? null;

function addVisitors(count: number): void {
  for (let each = 0; each < count && visitors < mostVisitors; each++) {
    const number = visitors++;
    const isHolder = number % 3 === 0 && holders < mostHolders;
    if (isHolder) holders++;
    ended.push(isHolder ? beHolder() : beReader(number));
  }
}

async function press(): Promise<void> {
  addVisitors(firstVisitors);
  while (!isStopped) {
    const p95Ms = findP95(recent);
    if (p95Ms !== null && p95Ms < slowMs) addVisitors(p95Ms < slowMs / 2 ? steps.fast : steps.slow);
    recent = [];
    await pause(stepMs);
  }
}

function report(): PressureReport {
  const said = { ...counts, failures, p95Ms: findP95(times), visitors };
  [counts, failures, times] = [{ gets: 0, posts: 0 }, [], []];
  return said;
}

process.on('message', async (word: 'begin' | 'report' | 'end') => {
  if (word === 'begin') void press();
  if (word === 'end') {
    isStopped = true;
    await Promise.all(ended);
  }
  process.send?.(report());
});
process.send?.('ready');
