import pm2, { type ProcessDescription } from 'pm2';
import { type MetricsAnswer, metricsTopic } from '../../platform/worker-metrics.ts';
import type { MetricsBus } from './gather-metrics.ts';
import type { Worker, WorkerPool } from './worker-pool.ts';

// PM2's own types lack `scale` and say that an id is always a number.
type Pm2 = typeof pm2 & {
  scale(app: string, count: number, done: (error: Error | null) => void): void;
  delete(id: number | string, done: (error: Error | null) => void): void;
};

/** Connects to the PM2 that runs this process. */
export function connectPm2(): Promise<void> {
  return ask((done) => pm2.connect(done));
}

/** `app` is the workers' name in PM2. Needs `connectPm2` done. */
export function createPm2Pool(app: string): WorkerPool {
  const api = pm2 as Pm2;

  async function list(): Promise<Worker[]> {
    const processes = await ask<ProcessDescription[]>((done) => pm2.list(done));
    return processes
      .filter(({ name }) => name === app)
      .map(({ pm_id, pm2_env, monit }) => ({
        id: pm_id ?? -1,
        status: pm2_env?.status ?? 'unknown',
        startedAtMs: pm2_env?.pm_uptime ?? 0,
        memoryBytes: monit?.memory ?? 0,
      }));
  }

  return {
    list,
    async setCount(count) {
      const workers = await list();
      // `scale` downwards would take the oldest, and with '-1' it crashes (PM2 7.0.4): only upwards.
      if (workers.length < count) {
        await ask((done) => api.scale(app, count, done));
        return;
      }
      const newestFirst = [...workers].sort((one, other) => Number(other.id) - Number(one.id));
      for (const { id } of newestFirst.slice(0, workers.length - count)) await ask((done) => api.delete(id, done));
    },
    async heal() {
      const broken = (await list()).filter(({ status }) => status === 'errored');
      for (const { id } of broken) await ask((done) => pm2.restart(id, done));
      return broken.length;
    },
  };
}

/** Asks the workers of `app` for their metrics. Needs `connectPm2` done. */
export async function openPm2MetricsBus(app: string): Promise<MetricsBus> {
  const bus = await ask<{ on(event: string, listener: (event: { data: MetricsAnswer }) => void): void }>((done) =>
    pm2.launchBus(done),
  );
  const pool = createPm2Pool(app);
  return {
    async listIds() {
      const workers = await pool.list();
      return workers.filter(({ status }) => status === 'online').map(({ id }) => id);
    },
    async ask(id, question) {
      const packet = { type: 'process:msg', topic: metricsTopic, data: { question }, id };
      await ask((done) => pm2.sendDataToProcessId(Number(id), packet, done));
    },
    onAnswer: (listener) => bus.on(metricsTopic, ({ data }) => listener(data)),
  };
}

/** PM2 answers by callback, with errors that are often plain objects. */
function ask<T = unknown>(question: (done: (error: Error | null, answer?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    question((error, answer) => {
      if (error) reject(error instanceof Error ? error : new Error(`PM2: ${JSON.stringify(error)}`));
      else resolve(answer as T);
    });
  });
}
