import { type MetricJson, type MetricsAnswer, readMetricsJson } from '../../platform/worker-metrics.ts';
import { writeMetricsPage } from './metrics-page.ts';

/** PM2's bus, as far as it is needed here. */
export type MetricsBus = {
  /** Workers that can be asked now. */
  listIds(): Promise<(number | string)[]>;
  ask(id: number | string, question: number): Promise<void>;
  onAnswer(listener: (answer: MetricsAnswer) => void): void;
};

/**
 * The page of a whole container: this process' own metrics and those of every worker. Workers get `patienceMs` to answer; one that
 * does not keeps nobody waiting longer. What a worker counted stays on the page after it is gone, under its number.
 */
export function createContainerPage(options: {
  own: { contentType: string; getMetricsAsJSON(): Promise<unknown> };
  bus: MetricsBus;
  patienceMs: number;
}) {
  const { own, bus, patienceMs } = options;
  /** By the worker's number, which a successor takes over: two of the same number would be the same series twice. */
  const heard = new Map<string, { question: number; metrics: MetricJson[] }>();
  let question = 0;
  let onHeard = () => {};
  bus.onAnswer((answer) => {
    heard.set(findWorker(answer.metrics), answer);
    onHeard();
  });

  async function askAll(): Promise<void> {
    question++;
    const asked = await bus.listIds().catch(() => []);
    const isAnswered = () =>
      [...heard.values()].filter((answer) => answer.question === question).length >= asked.length;
    const answered = new Promise<void>((resolve) => {
      onHeard = () => isAnswered() && resolve();
      onHeard();
    });
    // A worker that left in between cannot be asked any more.
    await Promise.allSettled(asked.map((id) => bus.ask(id, question)));
    await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, patienceMs))]);
  }

  let gathering: Promise<void> | null = null;
  return {
    contentType: own.contentType,
    async metrics(): Promise<string> {
      // Two readers at once share one question.
      gathering ??= askAll().finally(() => {
        gathering = null;
      });
      await gathering;
      const inOrder = [...heard].sort(([one], [other]) => Number(one) - Number(other));
      const workers = inOrder.map(([, answer]) => ({
        metrics: answer.metrics,
        isAnswering: answer.question === question,
      }));
      return writeMetricsPage([{ metrics: await readMetricsJson(own), isAnswering: true }, ...workers]);
    },
  };
}

function findWorker(metrics: MetricJson[]): string {
  const labels = metrics
    .flatMap(({ values }) => values.map((value) => value.labels))
    .find(({ worker }) => worker !== undefined);
  return String(labels?.worker ?? '');
}
