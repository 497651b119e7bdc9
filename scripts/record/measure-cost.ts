import { setTimeout as pause } from 'node:timers/promises';
import { keepAsking } from '../load/keep-asking.ts';

const warmUpMs = 15_000;
const measuredMs = 10_000;

/** CPU seconds that a page takes a worker with its hands full: one with little to do takes up to twice as long for each. */
export async function measureCost(baseUrl: string, readCpuSeconds: () => Promise<number>): Promise<number> {
  const warmUp = keepAsking({ baseUrl, atOnce: 16 });
  await pause(warmUpMs);
  await warmUp.stop();
  const before = await readCpuSeconds();
  const load = keepAsking({ baseUrl, atOnce: 16 });
  await pause(measuredMs);
  const { answered, failed } = await load.stop();
  if (failed > 0) throw new Error(`${failed} pages were not answered with 200.`);
  return ((await readCpuSeconds()) - before) / answered;
}
