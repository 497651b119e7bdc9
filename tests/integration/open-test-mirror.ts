import type { SanityClient } from '@sanity/client';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { createCourierMetrics } from '../../server/courier/courier-metrics.ts';
import { createMirror, type WriteDocuments } from '../../server/mirror/create-mirror.ts';
import { createMirrorMetrics } from '../../server/mirror/mirror-metrics.ts';
import { createMirrorQueue } from '../../server/mirror/mirror-queue.ts';
import { type MirrorDocument, toDocuments } from '../../server/mirror/to-documents.ts';
import { type LakeServer, lakeToken, startLakeServer } from '../lake-server.ts';
import { catalogueOf, createTestLedgers, type TestLedger, ticketType } from './open-test-ledger.ts';
import { sumMetric } from './sum-metric.ts';

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
      return sumMetric(registry, name, labels);
    },
  };
}

export type TestMirror = ReturnType<typeof openTestMirror>;

/** A lake for a test file, and a ledger anew for each test of it. */
export function createMirrorDesk() {
  const ledgers = createTestLedgers();
  const catalogue = catalogueOf({ house: 5_000 }, [ticketType('day', ['house']), ticketType('night', ['house'])]);
  let number = 0;
  const write: WriteDocuments = (documents) =>
    desk.client.mutate(documents.map((createOrReplace) => ({ createOrReplace })));
  const stored = (orderId: string): Promise<MirrorDocument[]> =>
    desk.client.fetch('*[_type in ["order", "registration"] && (code == $id || orderCode == $id)] | order(_id asc)', {
      id: orderId,
    });
  const desk = {
    lake: {} as LakeServer,
    client: {} as SanityClient,
    opened: {} as TestLedger,
    write,
    stored,
    /** This test's own: the lake outlives it. */
    id: (name: string) => `t${number}${name}`,
    /** What is in the lake of these orders is exactly what the ledger says of them now. */
    async expectMirrored(...orderIds: string[]): Promise<void> {
      for (const [index, read] of (await desk.opened.ledger.getOrders(orderIds)).entries()) {
        if (!read || read instanceof Error) throw new Error(`the ledger has no order ${orderIds[index]}`);
        const own = (await stored(read.order.id)).map(({ _rev, _createdAt, _updatedAt, ...fields }) => fields);
        expect(own).toEqual(toDocuments(read.order, read.revision));
      }
    },
  };
  beforeAll(async () => {
    desk.lake = await startLakeServer({ LAKE_MUTATIONS_PER_SECOND: '500' });
    desk.client = desk.lake.connect({ token: lakeToken });
  });
  afterAll(() => desk.lake.stop());
  beforeEach(async () => {
    number += 1;
    desk.opened = await ledgers.open(catalogue);
  });
  return desk;
}

/** Every request of `inner`, kept. */
export function countRequests(inner: WriteDocuments) {
  const requests: MirrorDocument[][] = [];
  const counted: WriteDocuments = async (documents) => {
    requests.push(documents);
    return inner(documents);
  };
  return { requests, counted };
}
