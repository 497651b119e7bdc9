import type { Logger } from '../context.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { backoffMs } from './backoff.ts';
import { judgeFailure, type WriteFailure } from './judge-failure.ts';
import type { MirrorMetrics } from './mirror-metrics.ts';
import type { MirrorEntry, MirrorQueue } from './mirror-queue.ts';
import { splitIntoRequests } from './split-into-requests.ts';
import { type MirrorDocument, toDocuments } from './to-documents.ts';

/** Puts each of these in the place of what has its id, all or none; resolves once Sanity says that they are stored. */
export type WriteDocuments = (documents: MirrorDocument[]) => Promise<unknown>;

export type MirrorParts = {
  queue: MirrorQueue;
  ledger: Pick<Ledger, 'getOrders' | 'listOrders'>;
  write: WriteDocuments;
  /** See KeptLease: null while another courier may be at work. */
  term: () => number | null;
  metrics: MirrorMetrics;
  log: Logger;
  now?: () => number;
  wait?: (ms: number) => Promise<unknown>;
  chance?: () => number;
  /** From the start of one request to that of the next: five a second leave most of Sanity's 25 to the organizers. */
  paceMs?: number;
};

const entriesAtOnce = 500;
const againAtOnce = 100;
const walkPage = 100;
/** Orders read from the ledger together: some milliseconds of its time. */
const readPage = 100;
/** By now a request that nobody waits for any more has reached Sanity or never will. */
const settledAfterMs = 30_000;
const refusedAgainAfterMs = 3600_000;
/** So many orders refused with none taken between them are no fault of the orders. */
const refusedInARow = 5;

/** Nothing can be written at the moment. */
class SanityAway extends Error {
  readonly failure: WriteFailure;
  constructor(failure: WriteFailure) {
    super(`Sanity does not take what the mirror writes: ${failure.reason}`);
    this.failure = failure;
  }
}

/** Another courier is at work now. */
class Overtaken extends Error {}

type Sized = { orderId: string; documents: MirrorDocument[] };

/**
 * Writes every order to Sanity as it is now, whatever became of it on the way. An entry of the outbox is acknowledged once
 * Sanity has stored its order, and only then; whatever is killed in between is written once more, the same. What may still be
 * on its way when a newer state is written (a request that nobody answered, another courier's last) is written again later,
 * so that an older state never stays.
 */
export function createMirror(parts: MirrorParts) {
  const { queue, ledger, write, metrics, log, now = Date.now, chance = Math.random, paceMs = 200 } = parts;
  const wait = parts.wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  let pause: { until: number; failures: number; error: Error } | null = null;
  /** Taken from the group and not written yet. */
  let inHand: MirrorEntry[] = [];
  let isStopping = false;
  let lastTerm: number | null = null;
  let lastRequestAt = Number.NEGATIVE_INFINITY;
  let refusals = 0;
  /** Set aside since the last batch was finished: its next try leaves them out, so that each try gets on. */
  const skipped = new Set<string>();
  let refused = new Set<string>();

  async function send(orders: Sized[]): Promise<'written' | WriteFailure> {
    await wait(Math.max(0, Math.min(paceMs, lastRequestAt + paceMs - now())));
    if (parts.term() !== lastTerm) throw new Overtaken();
    lastRequestAt = now();
    const documents = orders.flatMap((order) => order.documents);
    let outcome: 'written' | WriteFailure = 'written';
    try {
      await write(documents);
      metrics.documents.inc(documents.length);
    } catch (error) {
      outcome = judgeFailure(error, now());
    }
    metrics.requests.inc({ outcome: outcome === 'written' ? outcome : outcome.verdict });
    // Whoever is at work now may have written newer states before this one came in.
    if (parts.term() !== lastTerm) {
      await queue.writeAgain(idsOf(orders), now() + settledAfterMs);
      throw new Overtaken();
    }
    return outcome;
  }

  async function setAside(orderId: string, reason: string): Promise<void> {
    skipped.add(orderId);
    refused.add(orderId);
    await queue.recordRefused(orderId, reason);
    await queue.writeAgain([orderId], now() + refusedAgainAfterMs);
    log.error({ orderId, reason }, 'an order is not mirrored; it is tried again in an hour');
  }

  /** Rejects where Sanity takes nothing. One order that it refuses is found by halves and set aside. */
  async function writeOrders(orders: Sized[]): Promise<void> {
    const outcome = await send(orders);
    if (outcome === 'written') {
      refusals = 0;
      const taken = idsOf(orders).filter((orderId) => refused.delete(orderId));
      return queue.forgetRefused(taken);
    }
    if (outcome.verdict === 'away') await queue.writeAgain(idsOf(orders), now() + settledAfterMs);
    if (outcome.verdict !== 'refused') throw new SanityAway(outcome);
    if (refusals >= refusedInARow) {
      refusals = 0;
      throw new SanityAway(outcome);
    }
    if (orders.length > 1) {
      const middle = Math.ceil(orders.length / 2);
      await writeOrders(orders.slice(0, middle));
      await writeOrders(orders.slice(middle));
      return;
    }
    refusals += 1;
    for (const { orderId } of orders) await setAside(orderId, outcome.reason);
  }

  /** The orders as they are now: read just before they are written. */
  async function mirrorOrders(orderIds: string[]): Promise<void> {
    for (let from = 0; from < orderIds.length; from += readPage) {
      const ids = orderIds.slice(from, from + readPage);
      const found = await ledger.getOrders(ids);
      const sized: Sized[] = [];
      for (const [index, orderId] of ids.entries()) {
        const read = found[index];
        if (read instanceof Error) await setAside(orderId, read.message);
        else if (read) sized.push({ orderId, documents: toDocuments(read.order, read.revision) });
      }
      for (const request of splitIntoRequests(sized)) await writeOrders(request);
    }
  }

  async function readWalkPage() {
    const walk = await queue.readWalk();
    if (!walk || walk.endedAt !== null) return { walk: null, page: null };
    return { walk, page: await ledger.listOrders({ from: walk.next, limit: walkPage }) };
  }

  /** What changed, what is to be written again, and a page of the pass over all orders if there is one. */
  async function mirrorBatch(): Promise<boolean> {
    const isRetry = inHand.length > 0;
    const [taken, again, { walk, page }] = await Promise.all([
      isRetry ? inHand : queue.takeNew(entriesAtOnce),
      queue.takeAgain(now(), againAtOnce),
      readWalkPage(),
    ]);
    inHand = taken;
    const orderIds = [...idsOf(inHand), ...idsOf(again), ...(page?.orderIds ?? [])];
    await mirrorOrders([...new Set(orderIds)].filter((orderId) => !skipped.has(orderId)));

    const isFull = isRetry || inHand.length >= entriesAtOnce || again.length === againAtOnce;
    await queue.finish({ entries: inHand, again });
    inHand = [];
    skipped.clear();
    if (!walk || !page) return isFull;
    const next = walk.next + page.orderIds.length;
    const isOver = page.orderIds.length < walkPage;
    await queue.advanceWalk({ run: walk.run, next }, isOver ? now() : null);
    if (isOver) log.info({ orders: next }, 'every order is mirrored');
    return isFull || !isOver;
  }

  /** At a start, and whenever it is not known what became of the entries in our hands. */
  async function takeOver(): Promise<void> {
    inHand = await queue.reclaim();
    refused = new Set(Object.keys(await queue.listRefused()));
    if (inHand.length > 0) log.warn({ entries: inHand.length }, 'took over orders that were taken and not mirrored');
    // The last request of whoever was at work before may have had any of these, and may still be on its way.
    const again = await queue.takeAgain(now(), againAtOnce);
    const { page } = await readWalkPage();
    const orderIds = [...idsOf(inHand), ...idsOf(again), ...(page?.orderIds ?? [])];
    await queue.writeAgain([...new Set(orderIds)], now() + settledAfterMs);
  }

  return {
    /** Writes what there is to write. Rejects while nothing can be written, and tries again after 1 s, 2 s ... 15 s. */
    async deliver(): Promise<void> {
      const term = parts.term();
      if (term === null || (pause && now() < pause.until)) {
        if (term !== null && pause) throw pause.error;
        return;
      }
      try {
        await queue.open();
        if (term !== lastTerm) {
          lastTerm = null;
          await takeOver();
          lastTerm = term;
        }
        while (!isStopping && (await mirrorBatch()));
        pause = null;
      } catch (error) {
        if (error instanceof SanityAway) {
          const failures = (pause?.failures ?? 0) + 1;
          const waitMs = backoffMs(failures, error.failure.retryAfterMs, chance());
          pause = { until: now() + waitMs, failures, error };
          throw error;
        }
        lastTerm = null;
        if (!(error instanceof Overtaken)) throw error;
        log.warn({}, 'another courier mirrors orders now');
      }
    },

    async measure(): Promise<void> {
      await queue.open();
      const { waiting, oldestAt, refused } = await queue.measure();
      metrics.waiting.set(waiting);
      metrics.outboxLag.set({ reader: 'mirror' }, oldestAt === null ? 0 : Math.max(0, (now() - oldestAt) / 1000));
      metrics.setAside.set(refused);
      const { walk, page } = await readWalkPage();
      metrics.walkLeft.set(walk && page ? Math.max(0, page.total - walk.next) : 0);
    },

    /** No further request is begun. */
    stop(): void {
      isStopping = true;
    },
  };
}

export type Mirror = ReturnType<typeof createMirror>;

const idsOf = (all: { orderId: string }[]): string[] => all.map(({ orderId }) => orderId);
