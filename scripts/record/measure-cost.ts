import { setTimeout as pause } from 'node:timers/promises';
import { createAsker } from '../load/ask-pages.ts';

/** CPU seconds that one page takes a warm worker here. Asks one page after the other. */
export async function measureCost(baseUrl: string, readCpuSeconds: () => Promise<number>): Promise<number> {
  const asker = createAsker(baseUrl);
  const askAll = async (pages: number) => {
    for (let page = 0; page < pages; page++) {
      if (!(await asker.ask())) throw new Error('A page was not answered with 200.');
    }
  };
  try {
    await askAll(400);
    // What a worker does anyway must not count as the pages' cost.
    const before = await readCpuSeconds();
    await pause(3_000);
    const idle = await readCpuSeconds();
    const startedAt = performance.now();
    await askAll(400);
    const after = await readCpuSeconds();
    const idlePerSecond = (idle - before) / 3;
    return (after - idle - (idlePerSecond * (performance.now() - startedAt)) / 1000) / 400;
  } finally {
    asker.close();
  }
}
