import { expect, test } from 'vitest';
import { refund } from '../../core/orders/example-order.ts';
import type { Order } from '../../core/orders/order.ts';
import { noAnswers } from '../../core/orders/questions.ts';
import { splitIntoRequests } from './split-into-requests.ts';
import { toDocuments } from './to-documents.ts';

const held: Order = {
  id: 'abcdefghjk',
  state: 'HELD',
  expiryReason: null,
  createdAt: Date.UTC(2027, 5, 1, 9),
  heldUntil: Date.UTC(2027, 5, 1, 9, 15),
  extended: false,
  confirmedAt: null,
  cancelledAt: null,
  cancelledBy: null,
  isComplimentary: false,
  voucher: null,
  lines: [
    { ticketTypeId: 'day', name: 'Day ticket', quantity: 1, unitPriceCents: 9_900, vatBasisPoints: 1900 },
    { ticketTypeId: 'dinner', name: 'Dinner', quantity: 1, unitPriceCents: 4_000, vatBasisPoints: 700 },
  ],
  registrations: [
    { id: 'abcdefghjk-1', ticketTypeId: 'day', attendee: null, revision: 1, checkedInAt: null, cancelledAt: null },
    { id: 'abcdefghjk-2', ticketTypeId: 'dinner', attendee: null, revision: 1, checkedInAt: null, cancelledAt: null },
  ],
  totalCents: 13_900,
  currency: 'EUR',
  buyer: null,
  billing: null,
  documents: [],
  answers: noAnswers,
  transfer: null,
  payment: null,
  refunds: [],
};

const cancelled: Order = {
  ...held,
  state: 'CANCELLED',
  confirmedAt: Date.UTC(2027, 5, 1, 10),
  cancelledAt: Date.UTC(2027, 5, 2),
  cancelledBy: 'organizer',
  buyer: { name: 'Zoë', email: 'zoe@example.org' },
  registrations: [
    {
      id: 'abcdefghjk-1',
      ticketTypeId: 'day',
      attendee: { name: 'Zoë', email: null },
      revision: 2,
      checkedInAt: Date.UTC(2027, 5, 1, 12),
      cancelledAt: null,
    },
    {
      id: 'abcdefghjk-2',
      ticketTypeId: 'dinner',
      attendee: { name: 'Ada', email: 'ada@example.org' },
      revision: 1,
      checkedInAt: null,
      cancelledAt: null,
    },
  ],
  payment: {
    method: 'paypal',
    attemptId: 'attempt',
    state: 'REFUNDED',
    amountCents: 13_900,
    currency: 'EUR',
    declines: 0,
    isDeclined: false,
    problem: null,
    capturedCents: 13_900,
    capturedCurrency: 'EUR',
    capturedAt: Date.UTC(2027, 5, 1, 10),
  },
  refunds: [{ ...refund, state: 'COMPLETED', amountCents: 13_900, completedAt: Date.UTC(2027, 5, 3) }],
};

test('seats that are only held are an order without anybody in it', () => {
  expect(toDocuments(held, '7-0')).toEqual([
    {
      _id: 'order.abcdefghjk',
      _type: 'order',
      code: 'abcdefghjk',
      state: 'HELD',
      isComplimentary: false,
      lines: [
        { _key: 'day', ticketTypeId: 'day', name: 'Day ticket', quantity: 1, unitPriceCents: 9_900, vatPercent: 19 },
        { _key: 'dinner', ticketTypeId: 'dinner', name: 'Dinner', quantity: 1, unitPriceCents: 4_000, vatPercent: 7 },
      ],
      ticketTypeIds: ['day', 'dinner'],
      seats: 2,
      totalCents: 13_900,
      currency: 'EUR',
      orderedAt: '2027-06-01T09:00:00.000Z',
      heldUntil: '2027-06-01T09:15:00.000Z',
      ledgerRevision: '7-0',
    },
  ]);
});

test('what was paid, cancelled and paid back says so, with each attendee', () => {
  const [order, first, second, ...more] = toDocuments(cancelled, '9-1');
  expect(more).toEqual([]);
  expect(order).toMatchObject({
    state: 'CANCELLED',
    buyerName: 'Zoë',
    buyerEmail: 'zoe@example.org',
    paymentMethod: 'paypal',
    paymentState: 'REFUNDED',
    refundState: 'COMPLETED',
    paidCents: 13_900,
    refundedCents: 13_900,
    refunds: [{ state: 'COMPLETED', amountCents: 13_900, completedAt: '2027-06-03T00:00:00.000Z' }],
    cancelledBy: 'organizer',
    confirmedAt: '2027-06-01T10:00:00.000Z',
    cancelledAt: '2027-06-02T00:00:00.000Z',
  });
  expect(order).not.toHaveProperty('heldUntil');
  expect(first).toEqual({
    _id: 'registration.abcdefghjk-1',
    _type: 'registration',
    code: 'abcdefghjk-1',
    orderCode: 'abcdefghjk',
    order: { _type: 'reference', _ref: 'order.abcdefghjk', _weak: true },
    state: 'CANCELLED',
    ticketState: 'cancelled',
    ticketRevision: 2,
    checkedInAt: '2027-06-01T12:00:00.000Z',
    ticketTypeId: 'day',
    ticketTypeName: 'Day ticket',
    attendeeName: 'Zoë',
    buyerName: 'Zoë',
    buyerEmail: 'zoe@example.org',
    orderedAt: '2027-06-01T09:00:00.000Z',
    confirmedAt: '2027-06-01T10:00:00.000Z',
    cancelledAt: '2027-06-02T00:00:00.000Z',
    ledgerRevision: '9-1',
  });
  expect(second).toMatchObject({ attendeeName: 'Ada', attendeeEmail: 'ada@example.org', ticketTypeName: 'Dinner' });
});

test('a request is not too long, and an order is never torn apart', () => {
  const order = (count: number, text = '') => ({ documents: Array.from({ length: count }, () => ({ text })) });
  const lengths = (orders: { documents: object[] }[]) => splitIntoRequests(orders).map((request) => request.length);
  expect(lengths([])).toEqual([]);
  expect(lengths([order(100), order(100), order(100), order(1), order(400), order(1)])).toEqual([3, 1, 1, 1]);
  expect(
    lengths([order(1, 'x'.repeat(600_000)), order(1, 'x'.repeat(300_000)), order(1, 'x'.repeat(200_000))]),
  ).toEqual([2, 1]);
});

test('answers stand with whom they are about, in words; a voucher and the price without it with the order', () => {
  const given = (values: string[]) => [{ questionId: 'food', question: 'What may we cook?', values }];
  const [line, ...lines] = held.lines;
  const [order, ...registrations] = toDocuments(
    {
      ...held,
      lines: [...(line ? [{ ...line, unitPriceCents: 4_950, listPriceCents: 9_900 }] : []), ...lines],
      voucher: { id: 'half', code: 'HALF-PRICE', uses: 1 },
      answers: { order: [], attendees: [[], given(['Soup', 'Bread'])] },
      registrations: held.registrations.map((one) => ({ ...one, attendee: { name: 'Zoë', email: null } })),
    },
    '1-1',
  );
  expect(order).toMatchObject({ voucherCode: 'HALF-PRICE', voucherId: 'half', lines: [{ listPriceCents: 9_900 }, {}] });
  expect(order).not.toHaveProperty('answers');
  expect(registrations.map((document) => document.answers)).toEqual([
    undefined,
    [{ _key: 'food', questionId: 'food', question: 'What may we cook?', answer: 'Soup, Bread' }],
  ]);
});
