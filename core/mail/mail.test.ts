import { expect, test } from 'vitest';
import type { Conference } from '../conference.ts';
import { conference, order, refund } from '../orders/example-order.ts';
import type { Order } from '../orders/order.ts';
import type { Refund } from '../payments/refund.ts';
import { formatDateRange } from '../zoned-time.ts';
import { writeMail } from './mail-content.ts';
import { isStillTrue, mailKinds } from './mail-kinds.ts';
import { listRecipients } from './recipients.ts';
import { renderHtml, renderText } from './render-mail.ts';

const orderUrl = 'https://foyer.example/orders/K7Q2ABCDEF?s=the-signature';
const accent = { fill: '#b3402a', onFill: '#ffffff' };

function write(
  change: {
    kind?: (typeof mailKinds)[number];
    order?: Order;
    conference?: Conference;
    to?: number;
    added?: string[];
  } = {},
) {
  const occasion = { kind: 'confirmed' as const, order, conference, orderUrl, ...change };
  const recipient = listRecipients(occasion.kind, occasion.order)[change.to ?? 0];
  if (!recipient) throw new Error('nobody gets this mail');
  const content = writeMail({ ...occasion, recipient });
  return { content, text: renderText(content), html: renderHtml(content, { hasCodes: true, accent }) };
}

const paid = (...refunds: Partial<Refund>[]): Order => ({
  ...order,
  state: 'CANCELLED',
  cancelledAt: Date.UTC(2027, 1, 1, 12),
  totalCents: 9_900,
  payment: {
    attemptId: 'attempt',
    method: 'paypal',
    state: 'REFUNDING',
    amountCents: 9_900,
    currency: 'EUR',
    declines: 0,
    isDeclined: false,
    problem: null,
    capturedCents: 9_900,
    capturedCurrency: 'EUR',
    capturedAt: 0,
  },
  refunds: refunds.map((change) => ({ ...refund, ...change })),
});

test('the buyer gets every ticket and the link, in text and in HTML', () => {
  const { content, text, html } = write();
  expect(content.subject).toBe('Your tickets for Days of Type');
  for (const form of [text, html.replaceAll('&amp;', '&')]) {
    expect(form).toContain(orderUrl);
    expect(form).toContain('K7Q2ABCDEF-1');
    expect(form).toContain('K7Q2ABCDEF-2');
    expect(form).toContain('Zoë Ångström');
    expect(form).toContain('علي حسن');
    expect(form).toContain(formatDateRange('2027-05-20', '2027-05-22'));
    expect(form).toContain('Old Mill, Rua do Moinho 1, Lisboa');
  }
  expect(
    html.match(/<img [^>]*src="cid:code-K7Q2ABCDEF-\d@foyer" alt="QR code of ticket K7Q2ABCDEF-\d"/g),
  ).toHaveLength(2);
});

test('an attendee with another address gets their own ticket, and neither the link nor a ticket of somebody else', () => {
  expect(listRecipients('confirmed', order).map(({ key, address }) => [key, address])).toEqual([
    ['buyer', 'zoe@example.org'],
    ['2', 'ali@example.org'],
  ]);
  const { content, text, html } = write({ to: 1 });
  expect(content.subject).toBe('Your ticket for Days of Type');
  expect(text + html).not.toContain('the-signature');
  expect(text + html).not.toContain('K7Q2ABCDEF-1');
  expect(text).toContain('\u2068علي حسن\u2069, Workshop (K7Q2ABCDEF-2)');
});

test("the buyer's own address, however it is written, gets one mail", () => {
  const [first, second] = order.registrations;
  const attendee = { name: 'Zoë', email: ' ZOE@example.org' };
  const own = { ...order, registrations: [first, { ...second, attendee }] as Order['registrations'] };
  expect(listRecipients('confirmed', own)).toHaveLength(1);
  expect(listRecipients('refund', order).map(({ key }) => key)).toEqual(['buyer']);
  expect(listRecipients('confirmed', { ...order, buyer: null })).toEqual([]);
});

test('times are those of the event, with their zone', () => {
  const { text } = write({ conference: { ...conference, timeZone: 'Asia/Tokyo' } });
  expect(text).toContain('Confirmed: Friday 1 January 2027, 21:00 (UTC+9)');
});

test.each([
  ['a free order', { ...order, state: 'CANCELLED' as const }, 'It was free'],
  ['one that is on its way', paid({ state: 'REQUESTED' }), '€99 is on its way back'],
  ['one that is back', paid({ state: 'COMPLETED', completedAt: 0 }), '€99 has gone back'],
  ['one that failed', paid({ state: 'FAILED' }), 'could not be sent back by itself'],
])('a cancellation says what becomes of the money: %s', (_, cancelled, words) => {
  const { text, html } = write({ kind: 'cancelled', order: cancelled });
  expect(text).toContain(words);
  expect(html).toContain(words);
  expect(write({ kind: 'cancelled', order: cancelled, to: 1 }).text).not.toMatch(/€|PayPal|free/);
});

test('no name can begin a header, a line of its own or a tag', () => {
  const evil = '<b>"X"</b>\r\nBcc: evil@example.org\u2028\u202e';
  const evilOrder = {
    ...order,
    buyer: { name: evil, email: 'zoe@example.org' },
    lines: order.lines.map((line) => ({ ...line, name: evil })),
    registrations: order.registrations.map((one) => ({
      ...one,
      attendee: { name: evil, email: `${one.id}@example.org` },
    })),
  };
  for (const kind of mailKinds) {
    for (const to of [0, 1].slice(0, listRecipients(kind, evilOrder).length)) {
      const { content, text, html } = write({ kind, order: evilOrder, conference: { ...conference, name: evil }, to });
      expect(content.subject).not.toMatch(/[\r\n\u2028\u202e]/);
      expect(text).not.toMatch(/^Bcc:/m);
      expect(html).not.toContain('<b>');
      expect(html).not.toMatch(/^Bcc:/m);
    }
  }
});

test('mail that would not be true any more is not sent', () => {
  expect(isStillTrue('confirmed', order)).toBe(true);
  expect(isStillTrue('confirmed', { ...order, state: 'CANCELLED' })).toBe(false);
  expect(isStillTrue('cancelled', { ...order, state: 'CANCELLED' })).toBe(true);
  expect(isStillTrue('payment-pending', order)).toBe(false);
  expect(isStillTrue('payment-denied', { ...order, state: 'EXPIRED', expiryReason: 'lapsed' })).toBe(false);
  expect(isStillTrue('payment-denied', { ...order, state: 'EXPIRED', expiryReason: 'denied' })).toBe(true);
  expect(isStillTrue('refund', paid())).toBe(false);
});

test('whoever cancelled it is named, to the buyer and to the attendees', () => {
  const cancelled: Order = { ...paid(), cancelledBy: 'organizer' };
  for (const to of [0, 1]) {
    expect(write({ kind: 'cancelled', order: cancelled, to }).text).toContain('The organizers of Days of Type');
    const byBuyer = write({ kind: 'cancelled', order: { ...cancelled, cancelledBy: 'buyer' }, to });
    expect(byBuyer.text).not.toContain('The organizers');
  }
});

test('a mail about one registration is for its people, with its ticket alone', () => {
  const about = listRecipients('corrected', order, 'K7Q2ABCDEF-2');
  expect(about.map(({ key, registrationIds }) => [key, registrationIds])).toEqual([
    ['buyer-2', ['K7Q2ABCDEF-2']],
    ['2', ['K7Q2ABCDEF-2']],
  ]);
  for (const recipient of about) {
    const { tickets, paragraphs } = writeMail({ kind: 'corrected', order, recipient, conference, orderUrl });
    expect(tickets.map(({ registrationId }) => registrationId)).toEqual(['K7Q2ABCDEF-2']);
    expect(paragraphs.join(' ')).toContain('does not open the door any more');
  }
});

test('what organizers have added stands below the built-in words, in everybody’s mail, and is text and nothing else', () => {
  for (const to of [0, 1]) {
    const { content, text, html } = write({ to, added: ['Doors open at 8:30.', '<script>alert(1)</script> & more'] });
    expect(content.paragraphs.slice(-2)).toEqual(['Doors open at 8:30.', '<script>alert(1)</script> & more']);
    expect(text.indexOf('Doors open')).toBeGreaterThan(text.indexOf('See you at'));
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</p>');
    expect(html).not.toContain('<script');
  }
});
