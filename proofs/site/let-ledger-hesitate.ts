import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from '../../scripts/stack/start-stack.ts';

/** Shorter than a worker waits for the ledger (5 s). */
const longestMs = 3_000;
/** A worker asks what is left at most once a second. With a fresh answer some would be a step ahead, and not meet the others. */
const answersOldMs = 1_100;
/** A request that has begun still has some way to the ledger; each look takes its turn behind it in the worker's own queue. */
const looks = 8;

/**
 * The ledger stands still while they `arrive`, until `requests` of them wait for it, then goes on: however slowly they come,
 * they meet there at the same moment. Answers how many waited, and what `arrive` answers in the end.
 */
export async function letLedgerHesitate<Result>(
  stack: Stack,
  requests: number,
  arrive: () => Promise<Result>,
): Promise<[waiting: number, Result]> {
  const workers = (await stack.pids('web')).length;
  await pause(answersOldMs);
  const stopped = await stack.kill('ledger', 'SIGSTOP');
  const arriving = arrive();
  const waiting = await countMeeting(stack, workers, requests).finally(() => {
    // At once, without asking PM2 for it: what waits gives up after 5 s.
    for (const pid of stopped) process.kill(pid, 'SIGCONT');
  });
  return [waiting, await arriving];
}

async function countMeeting(stack: Stack, workers: number, requests: number): Promise<number> {
  const giveUpAt = Date.now() + longestMs;
  for (let looked = 0; ; ) {
    const waiting = await countInFlight(stack, workers);
    looked = waiting >= requests ? looked + 1 : 0;
    if (looked >= looks || Date.now() > giveUpAt) return waiting;
    await pause(20);
  }
}

/** Requests that the workers have not answered yet. */
async function countInFlight(stack: Stack, workers: number): Promise<number> {
  const counts = Array.from({ length: workers }, async (_, index) => {
    const response = await fetch(`http://127.0.0.1:${stack.ports.metrics + index}/metrics`);
    return Number(/^http_requests_in_flight(?:\{[^}]*\})? (\d+)/m.exec(await response.text())?.[1] ?? 0);
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}
