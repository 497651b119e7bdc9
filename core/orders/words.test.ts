import { expect, test } from 'vitest';
import { describeOffer, type OfferContext, type OfferedTicket } from './availability-words.ts';
import { describeRefusal } from './refusal-words.ts';

const at = Date.parse('2026-05-01T12:00:00Z');
const context: OfferContext = {
  timeZone: 'Europe/Berlin',
  sellsPaidTickets: false,
  at,
  holdsEndBy: Date.parse('2026-05-01T12:40:00Z'),
};
const ticket = (more: Partial<OfferedTicket>): OfferedTicket => ({
  id: 'standard',
  ticketTypeId: 'standard',
  name: 'Standard',
  description: '',
  priceCents: 0,
  vatBasisPoints: null,
  salesStartAt: null,
  salesEndAt: null,
  maxPerOrder: 5,
  maxPerPerson: null,
  quotaIds: ['hall'],
  isHidden: false,
  status: 'available',
  remaining: 12,
  held: 0,
  ...more,
});

test('what is left is a number', () => {
  expect(describeOffer(ticket({}), context)).toMatchObject({ buyable: true, text: '12 left.' });
});

test('sold out says what may come back, and when', () => {
  expect(describeOffer(ticket({ status: 'sold_out', remaining: 0, held: 3 }), context).text).toBe(
    'Sold out. 3 seats are held by others; they may come back by 14:40 (UTC+2).',
  );
  expect(describeOffer(ticket({ status: 'sold_out', remaining: 0, held: 1 }), context).text).toBe(
    'Sold out. 1 seat is held by somebody; it may come back by 14:40 (UTC+2).',
  );
  expect(describeOffer(ticket({ status: 'sold_out', remaining: 0 }), context).text).toBe('Sold out.');
});

test('a sale that is not open says when it will be', () => {
  const salesStartAt = Date.parse('2026-05-04T08:00:00Z');
  expect(describeOffer(ticket({ status: 'not_yet', salesStartAt }), context)).toMatchObject({
    buyable: false,
    text: 'On sale from Monday 4 May 2026, 10:00 (UTC+2).',
  });
});

test('a paid ticket is not for sale until payment is open', () => {
  const paid = ticket({ priceCents: 12_000 });
  expect(describeOffer(paid, context)).toMatchObject({ buyable: false, note: '12 left.' });
  expect(describeOffer(paid, context).text).toContain('online payment is not open');
  expect(describeOffer(paid, { ...context, sellsPaidTickets: true }).buyable).toBe(true);
});

test('a refusal says what can still be had', () => {
  const shortage = { ok: false, reason: 'sold_out', remaining: 2 } as const;
  expect(describeRefusal(shortage, 'Standard')).toEqual({
    status: 409,
    text: 'Only 2 of “Standard” are left. Choose 2 or fewer.',
  });
  expect(describeRefusal({ ...shortage, remaining: 0 }, 'Standard').text).toContain('just sold out');
  expect(describeRefusal({ ok: false, reason: 'hold_expired' }).status).toBe(410);
});
