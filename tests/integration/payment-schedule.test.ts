import { expect, test } from 'vitest';
import { createLedger } from '../../server/ledger/create-ledger.ts';
import { catalogueOf, createTestLedgers, createVisitor, ticketType } from './open-test-ledger.ts';

const { open } = createTestLedgers();
const catalogue = catalogueOf({ house: 2 }, [ticketType('paid', ['house'], { priceCents: 100 })]);
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** When a pending payment is looked at, from when it became pending on. */
async function looksOf(days: number, timeFactor: number): Promise<number[]> {
  const { redis, eventId, clock } = await open(catalogue);
  const ledger = createLedger({ redis, eventId, nowMs: () => clock.nowMs, timeFactor });
  const { attempt } = await createVisitor(ledger).startPaying('one', { paid: 1 });
  await ledger.beginCapture({ attemptId: attempt.id });
  await ledger.recordCapturePending({ attemptId: attempt.id, captureId: 'capture', reason: 'ECHECK' });
  const startedAt = clock.nowMs;
  const looks: number[] = [];
  while (clock.nowMs < startedAt + days * 24 * hourMs * timeFactor) {
    clock.nowMs += minuteMs * timeFactor;
    if ((await ledger.claimUnsettled({ limit: 10 })).length > 0) looks.push((clock.nowMs - startedAt) / timeFactor);
  }
  return looks;
}

/** Each look puts the next one off from when it was made. */
const expected = [1, 2, 4, 9, 24, 84].map((minutes) => minutes * minuteMs);

test('what is unsettled is looked at after 1, 2, 5, 15 minutes and an hour more, then every six hours, from the third day on daily', async () => {
  const looks = await looksOf(6, 1);
  expect(looks.slice(0, 6)).toEqual(expected);
  const later = looks.slice(5);
  const gaps = later.slice(1).map((at, index) => (at - (later[index] ?? 0)) / hourMs);
  expect(gaps.slice(0, 12)).toEqual(Array(12).fill(6));
  expect(gaps.slice(12)).toEqual([24, 24]);
});

test('a time factor makes days pass in minutes', async () => {
  expect((await looksOf(0.1, 0.01)).slice(0, 6)).toEqual(expected);
});
