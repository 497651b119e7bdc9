import { createAsker } from './ask-pages.ts';

/** So many visitors at once, each asking for the next page as soon as the last has come: as much as the workers can answer. */
export function keepAsking({ baseUrl, atOnce }: { baseUrl: string; atOnce: number }) {
  const asker = createAsker(baseUrl);
  const counts = { answered: 0, failed: 0 };
  const startedAt = performance.now();
  let isStopped = false;
  const visitors = Array.from({ length: atOnce }, async () => {
    while (!isStopped) {
      const isAnswered = await asker.ask();
      counts[isAnswered ? 'answered' : 'failed']++;
      // Refused at once is asked again soon, not at once.
      if (!isAnswered) await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
  return {
    /** Resolves with what became of them once the last answer is there. */
    async stop() {
      isStopped = true;
      await Promise.all(visitors);
      asker.close();
      return { ...counts, perSecond: counts.answered / ((performance.now() - startedAt) / 1000) };
    },
  };
}
