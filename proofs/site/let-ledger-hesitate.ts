import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from '../../scripts/stack/start-stack.ts';

/** Shorter than a worker waits for the ledger (5 s). */
const longestMs = 3_000;

/**
 * The ledger stands still until `requests` of them wait for it, then goes on: however slowly they arrive, they meet there at
 * the same moment. Answers how many waited.
 */
export async function letLedgerHesitate(stack: Stack, requests: number): Promise<number> {
  const startedAt = Date.now();
  await stack.kill('ledger', 'SIGSTOP');
  try {
    for (;;) {
      const waiting = await countInFlight(stack);
      if (waiting >= requests || Date.now() - startedAt > longestMs) return waiting;
      await pause(20);
    }
  } finally {
    await stack.kill('ledger', 'SIGCONT');
  }
}

/** Requests that the workers have not answered yet. */
async function countInFlight(stack: Stack): Promise<number> {
  const workers = await stack.pids('web');
  const counts = workers.map(async (_, index) => {
    const response = await fetch(`http://127.0.0.1:${stack.ports.metrics + index}/metrics`);
    return Number(/^http_requests_in_flight(?:\{[^}]*\})? (\d+)/m.exec(await response.text())?.[1] ?? 0);
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}
