import { z } from 'zod';

/**
 * A recorded run as JSON lines: a head, then what was measured, oldest first. `offeredPerSecond` is what the load generator
 * sent on average since the line before, failed requests too; `p95Seconds` is as Prometheus measured it, over a minute.
 */
const headSchema = z.object({
  format: z.literal('foyer-trace/1'),
  /** What was run, where and when, in words. */
  source: z.string(),
  /** The shares of one container. */
  cpuQuota: z.number().positive(),
  memoryLimitBytes: z.number().positive(),
  minWorkers: z.number().int().positive(),
  maxWorkers: z.number().int().positive(),
  minContainers: z.number().int().positive(),
  maxContainers: z.number().int().positive(),
  /** CPU that one request took there, measured: what the model is told instead of its own figure. */
  cpuSecondsPerRequest: z.number().positive(),
  /** Of memory that one worker had there, measured. */
  workerBytes: z.number().positive().optional(),
  /** Of the worker loop, where the run had others: a run at a tenth of the load has a tenth of the thresholds. */
  cpuThresholds: z.object({ up: z.number().positive(), down: z.number().positive() }).default({ up: 0.8, down: 0.3 }),
  /** The windows of that run, where a test shortened them. */
  scrapeMs: z.number().int().positive().default(15_000),
  pollMs: z.number().int().positive().default(30_000),
  cooldownMs: z.number().int().positive().default(300_000),
  downWindowMs: z.number().int().positive().default(300_000),
});

const lineSchema = z.object({
  /** Since the run began. */
  second: z.number().nonnegative(),
  offeredPerSecond: z.number().nonnegative(),
  failedPerSecond: z.number().nonnegative().default(0),
  workers: z.number().int().nonnegative(),
  containers: z.number().int().nonnegative(),
  p95Seconds: z.number().nonnegative().nullable(),
  /** CPU seconds a second / min(quota, workers), of a container on average. */
  cpu: z.number().nonnegative().nullable().optional(),
});

export type TraceHead = z.infer<typeof headSchema>;
export type TraceLine = z.infer<typeof lineSchema>;
export type Trace = { head: TraceHead; lines: TraceLine[] };

/** Throws with the number of the first line that is wrong. */
export function parseTrace(text: string): Trace {
  const rows = text.split('\n').filter((row) => row.trim() !== '');
  const parse = <S extends z.ZodType>(schema: S, index: number): z.infer<S> => {
    try {
      return schema.parse(JSON.parse(rows[index] ?? ''));
    } catch (error) {
      const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
      throw new Error(`Line ${index + 1} of the trace is wrong: ${why}`);
    }
  };
  if (rows.length < 2) throw new Error('The trace has no measurements.');
  const head = parse(headSchema, 0);
  const lines = rows.slice(1).map((_, index) => parse(lineSchema, index + 1));
  lines.forEach((line, index) => {
    if (line.second <= (lines[index - 1]?.second ?? -1))
      throw new Error(`Line ${index + 2} of the trace is not later than the one before.`);
  });
  return { head, lines };
}

export const formatTrace = ({ head, lines }: Trace): string =>
  `${[head, ...lines].map((row) => JSON.stringify(row)).join('\n')}\n`;

/** What was offered at a second: each line speaks for the time since the one before. */
export function replayRate({ lines }: Trace): (second: number) => number {
  return (second) => (lines.find((line) => line.second >= second) ?? lines.at(-1))?.offeredPerSecond ?? 0;
}
