import { Registry } from 'prom-client';
import { createCourierMetrics } from '../../server/courier/courier-metrics.ts';
import { createMirror, type WriteDocuments } from '../../server/mirror/create-mirror.ts';
import { createMirrorMetrics } from '../../server/mirror/mirror-metrics.ts';
import { createMirrorQueue } from '../../server/mirror/mirror-queue.ts';
import type { TestLedger } from './open-test-ledger.ts';

/** A courier's mirror on a test's ledger, with a clock and a lease in the test's hands. Several on one ledger are several couriers. */
export function openTestMirror(
  opened: TestLedger,
  write: WriteDocuments,
  options: { term?: () => number | null } = {},
) {
  const { ledger, redis, eventId } = opened;
  const registry = new Registry();
  const said: Record<string, unknown>[] = [];
  const say = (fields: object, message: string) => said.push({ ...fields, message });
  // The ledger's Redis stamps the outbox's entries by its own clock.
  const clock = { nowMs: Date.now() };
  const queue = createMirrorQueue({ redis, eventId, consumer: 'courier' });
  const mirror = createMirror({
    queue,
    ledger,
    write,
    term: options.term ?? (() => 1),
    metrics: createMirrorMetrics(registry, createCourierMetrics(registry).outboxLag),
    log: { info: say, warn: say, error: say },
    now: () => clock.nowMs,
    wait: async () => {},
    chance: () => 0,
  });
  return {
    ...mirror,
    queue,
    clock,
    said,
    async metric(name: string, labels: Record<string, string> = {}): Promise<number> {
      await mirror.measure();
      const values = (await registry.getSingleMetric(name)?.get())?.values ?? [];
      return values
        .filter((value) => Object.entries(labels).every(([label, text]) => value.labels[label] === text))
        .reduce((sum, { value }) => sum + value, 0);
    },
  };
}

export type TestMirror = ReturnType<typeof openTestMirror>;
