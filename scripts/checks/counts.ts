/** `failures` names each thing that failed and why, in a few lines, for the end of a long run. */
export type Counts = { passed: number; failed: number; skipped: number; failures: string[] };

export const nothing: Counts = { passed: 0, failed: 0, skipped: 0, failures: [] };

export function addCounts(all: Counts[]): Counts {
  return all.reduce(
    (sum, counts) => ({
      passed: sum.passed + counts.passed,
      failed: sum.failed + counts.failed,
      skipped: sum.skipped + counts.skipped,
      failures: [...sum.failures, ...counts.failures],
    }),
    nothing,
  );
}

/** One thing that went well or did not, under its name. */
export function countOne(name: string, isGood: boolean): Counts {
  return isGood ? { ...nothing, passed: 1 } : { ...nothing, failed: 1, failures: [name] };
}

export function formatCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
