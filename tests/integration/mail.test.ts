import jsQR from 'jsqr';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Attendee } from '../../core/orders/order.ts';
import { verifyTicketCode } from '../../server/tickets/sign-tickets.ts';
import {
  catalogueOf,
  createTestLedgers,
  createVisitor,
  done,
  type TestLedger,
  ticketType,
} from './open-test-ledger.ts';
import { createTestMailbox, openTestMail, publicBaseUrl, signerKey, type TestMail } from './open-test-mail.ts';

const ledgers = createTestLedgers();
const mailbox = createTestMailbox();
const catalogue = catalogueOf({ house: 50 }, [ticketType('day', ['house']), ticketType('party', ['house'])]);

let opened: TestLedger;
let mail: TestMail;
let number = 0;
beforeEach(async () => {
  opened = await ledgers.open(catalogue);
  mail = openTestMail(opened, mailbox.smtpUrl());
  number += 1;
});
afterEach(async () => {
  mail.close();
  await mailbox.client().clearFaults();
});

const address = (name: string) => `${name}-${number}@example.org`;

async function register(orderId: string, attendees: Attendee[], buyer = 'buyer') {
  const { ledger } = opened;
  const { hold } = createVisitor(ledger);
  done(await hold(orderId, { day: attendees.length }));
  done(await ledger.saveDetails({ orderId, buyer: { name: 'Zoë Ångström', email: address(buyer) }, attendees }));
  return done(await ledger.confirm({ orderId }));
}
const one = (name = 'Ada', email: string | null = null): Attendee[] => [{ name, email }];
const failure = (work: Promise<unknown>) => work.then(() => null).catch((error: Error) => error);

test('a confirmed order is one mail to the buyer, and one to each attendee with an address of their own', async () => {
  await register('AAAA', [...one('Zoë Ångström', address('buyer')), ...one('علي 🎟️', address('ali')), ...one('Li')]);
  await mail.deliver();
  await mail.deliver();

  const [toBuyer, ...more] = await mailbox.mailsTo(address('buyer'));
  expect(more).toEqual([]);
  expect(toBuyer?.subject).toBe('Your tickets for Days of Type');
  expect(toBuyer?.text).toContain(`${publicBaseUrl}/orders/AAAA?s=signature`);
  expect(toBuyer?.attachments.map(({ name }) => name)).toEqual([
    'AAAA-1.png',
    'AAAA-2.png',
    'AAAA-3.png',
    'calendar.ics',
    'tickets.pdf',
  ]);

  const [toAttendee] = await mailbox.mailsTo(address('ali'));
  expect(toAttendee?.attachments.map(({ name }) => name)).toEqual(['AAAA-2.png', 'calendar.ics', 'ticket.pdf']);
  const whole = JSON.stringify(toAttendee?.headers) + toAttendee?.text + toAttendee?.html;
  expect(whole + Buffer.from(toAttendee?.attachments[1]?.base64 ?? '', 'base64')).not.toContain('signature');
  expect(whole).not.toContain('AAAA-1');
  expect(toAttendee?.headers.find(({ name }) => name === 'to')?.value).not.toMatch(/[^\x20-\x7e]/);
});

test("the code in the mail is its ticket's, and shows where the HTML asks for it", async () => {
  await register('BBBB', one());
  await mail.deliver();
  const [message] = await mailbox.mailsTo(address('buyer'));
  const picture = message?.attachments.find(({ name }) => name === 'BBBB-1.png');
  const image = sharp(Buffer.from(picture?.base64 ?? '', 'base64')).ensureAlpha();
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const code = jsQR(new Uint8ClampedArray(data), info.width, info.height)?.data ?? '';
  expect(verifyTicketCode(code, signerKey)).toMatchObject({ registrationId: 'BBBB-1', eventId: opened.eventId });
  expect(message?.html).toContain(`src="cid:${picture?.cid}"`);

  const calendar = message?.attachments.find(({ name }) => name === 'calendar.ics');
  expect(calendar?.contentType).toBe('text/calendar');
  expect(Buffer.from(calendar?.base64 ?? '', 'base64').toString()).toContain('TZID:Europe/Lisbon');
});

test('a cancellation says what becomes of the money, and overtakes a confirmation that was not sent yet', async () => {
  await register('CCCC', one());
  await mail.deliver();
  done(await opened.ledger.cancel({ orderId: 'CCCC' }));
  await mail.deliver();
  const subjects = (await mailbox.mailsTo(address('buyer'))).map(({ subject }) => subject);
  expect(subjects).toEqual(['Your ticket for Days of Type', 'Cancelled: your registration for Days of Type']);
  expect((await mailbox.mailsTo(address('buyer')))[1]?.text).toContain('It was free');

  await register('DDDD', one(), 'quick');
  done(await opened.ledger.cancel({ orderId: 'DDDD' }));
  await mail.deliver();
  const quick = await mailbox.mailsTo(address('quick'));
  expect(quick.map(({ subject }) => subject)).toEqual(['Cancelled: your registration for Days of Type']);
  expect(await mail.metric('foyer_mail_waiting')).toBe(0);
});

test('a line break that got into a name begins no header', async () => {
  const evil = 'Zoë\r\nBcc: evil@example.org\r\n\r\n<script>';
  const { ledger } = opened;
  done(await createVisitor(ledger).hold('EEEE', { day: 1 }));
  done(
    await ledger.saveDetails({
      orderId: 'EEEE',
      buyer: { name: evil, email: address('buyer') },
      attendees: one(evil, address('evil')),
    }),
  );
  done(await ledger.confirm({ orderId: 'EEEE' }));
  await mail.deliver();
  for (const name of ['buyer', 'evil']) {
    const [message] = await mailbox.mailsTo(address(name));
    expect(message?.headers.map((header) => header.name)).not.toContain('bcc');
    expect(message?.to).toEqual([address(name)]);
    expect(message?.html).not.toContain('<script>');
  }
});

test('a mail that the server took without saying so is sent again as the same mail', async () => {
  await register('FFFF', one());
  await mailbox.client().plan({ at: 'data', drop: true, times: 1, recipient: address('buyer') });
  expect(await failure(mail.deliver())).toMatchObject({ message: expect.stringContaining('closed') });
  expect(await mail.metric('foyer_mail_waiting')).toBe(1);
  // Until a second has passed the server is left alone.
  await failure(mail.deliver());
  expect(await mailbox.mailsTo(address('buyer'))).toMatchObject([{ deliveries: 1 }]);
  mail.clock.nowMs += 1_000;
  await mail.deliver();
  expect(await mailbox.mailsTo(address('buyer'))).toMatchObject([
    { deliveries: 2, messageId: expect.stringMatching(/^<FFFF\.confirmed\.\d+\.buyer@foyer\.example>$/) },
  ]);
  expect(await mail.metric('foyer_mail_waiting')).toBe(0);
});

test('a courier that died between taking an entry and sending loses nothing; the next one begins with it', async () => {
  await register('GGGG', one());
  await mail.queue.open();
  const taken = await mail.queue.takeNew(100);
  expect(taken.map(({ transition }) => transition)).toContain('confirmed');
  mail.close();

  mail = openTestMail(opened, mailbox.smtpUrl());
  await mail.deliver();
  expect(await mailbox.mailsTo(address('buyer'))).toMatchObject([{ deliveries: 1 }]);
  expect(mail.said).toContainEqual(expect.objectContaining({ message: expect.stringContaining('took over') }));
});

test('a courier that died after the server took a mail sends it once more, as the same mail', async () => {
  await register('HHHH', [...one('Ada'), ...one('Ben', address('ben'))]);
  const dying = openTestMail(opened, mailbox.smtpUrl(), (send) => async (message) => {
    await send(message);
    // It never comes back to write down that it was sent.
    await new Promise(() => undefined);
  });
  void dying.deliver();
  await expect.poll(async () => (await mailbox.mailsTo(address('buyer'))).length, { timeout: 10_000 }).toBe(1);

  await mail.deliver();
  expect(await mailbox.mailsTo(address('buyer'))).toMatchObject([{ deliveries: 2 }]);
  expect(await mailbox.mailsTo(address('ben'))).toMatchObject([{ deliveries: 1 }]);
  dying.close();
});

test('while the server is away nothing is lost, the pauses grow, and everything is sent once it is back', async () => {
  await mailbox.shut();
  try {
    for (const orderId of ['JJJJ', 'KKKK', 'MMMM']) await register(orderId, one(), orderId);
    expect(await failure(mail.deliver())).not.toBe(null);
    let tries = await mail.metric('foyer_mail_failures_total', { verdict: 'server' });
    for (const pauseMs of [1_000, 2_000, 4_000, 8_000]) {
      mail.clock.nowMs += pauseMs - 1;
      await failure(mail.deliver());
      expect(await mail.metric('foyer_mail_failures_total', { verdict: 'server' })).toBe(tries);
      mail.clock.nowMs += 1;
      expect(await failure(mail.deliver())).not.toBe(null);
      const after = await mail.metric('foyer_mail_failures_total', { verdict: 'server' });
      expect(after).toBeGreaterThan(tries);
      tries = after;
    }
    expect(await mail.metric('foyer_mail_waiting')).toBe(3);
    expect(await mail.metric('foyer_outbox_lag_seconds')).toBeGreaterThan(10);
  } finally {
    await mailbox.open();
  }
  mail.clock.nowMs += 5 * 60_000;
  await mail.deliver();
  for (const orderId of ['JJJJ', 'KKKK', 'MMMM']) {
    expect(await mailbox.mailsTo(address(orderId))).toMatchObject([{ deliveries: 1 }]);
  }
  expect(await mail.metric('foyer_mail_waiting')).toBe(0);
  expect(await mail.metric('foyer_outbox_lag_seconds')).toBe(0);
});

test('a recipient that is refused for now is tried again, without a second mail to the others', async () => {
  await mailbox.client().plan({ at: 'rcpt', refuse: 451, recipient: address('ben'), times: 2 });
  await register('NNNN', [...one('Ada'), ...one('Ben', address('ben'))]);
  await register('PPPP', one(), 'other');
  await mail.deliver();
  expect(await mailbox.mailsTo(address('ben'))).toEqual([]);
  expect(await mailbox.mailsTo(address('other'))).toHaveLength(1);
  // It waits, but mail as a whole is not behind.
  expect(await mail.metric('foyer_mail_waiting')).toBe(1);
  expect(await mail.metric('foyer_outbox_lag_seconds')).toBe(0);
  mail.clock.nowMs += 1_000;
  await mail.deliver();
  await mail.deliver();
  expect(await mailbox.mailsTo(address('ben'))).toEqual([]);
  mail.clock.nowMs += 2_000;
  await mail.deliver();
  expect(await mailbox.mailsTo(address('ben'))).toMatchObject([{ deliveries: 1 }]);
  expect(await mailbox.mailsTo(address('buyer'))).toMatchObject([{ deliveries: 1 }]);
  expect(await mail.metric('foyer_mail_failures_total', { verdict: 'later' })).toBe(2);
  expect(await mail.metric('foyer_mail_waiting')).toBe(0);
});

test('a recipient that is refused for good is set aside and seen; tried again on request, and nobody else is', async () => {
  await mailbox.client().plan({ at: 'rcpt', refuse: 550, recipient: address('ben') });
  await register('QQQQ', [...one('Ada'), ...one('Ben', address('ben'))]);
  await register('RRRR', one(), 'other');
  await mail.deliver();
  expect(await mailbox.mailsTo(address('buyer'))).toHaveLength(1);
  expect(await mailbox.mailsTo(address('other'))).toHaveLength(1);
  expect(await mail.metric('foyer_mail_waiting')).toBe(0);
  expect(await mail.metric('foyer_mail_set_aside')).toBe(1);
  const [failed] = await mail.queue.listSetAside();
  expect(failed).toMatchObject({ orderId: 'QQQQ', kind: 'confirmed', recipient: '2' });
  expect(JSON.stringify([failed, mail.said])).not.toContain('@example.org');

  await mailbox.client().clearFaults();
  if (failed) await mail.queue.tryAgain(failed, mail.clock.nowMs);
  await mail.deliver();
  expect(await mailbox.mailsTo(address('ben'))).toMatchObject([{ deliveries: 1 }]);
  expect(await mailbox.mailsTo(address('buyer'))).toMatchObject([{ deliveries: 1 }]);
  expect(await mail.metric('foyer_mail_set_aside')).toBe(0);
  expect(await opened.redis.keys(`{${opened.eventId}}:mail:*`)).toEqual([]);
});

test('an address that no mail can go to is set aside, whatever is in it', async () => {
  const { ledger } = opened;
  done(await createVisitor(ledger).hold('SSSS', { day: 1 }));
  const email = 'a@example.org>\r\nRCPT TO:<evil@example.org';
  done(await ledger.saveDetails({ orderId: 'SSSS', buyer: { name: 'Ada', email }, attendees: one() }));
  done(await ledger.confirm({ orderId: 'SSSS' }));
  await register('TTTT', one());
  await mail.deliver();
  expect(await mailbox.mailsTo('evil@example.org')).toEqual([]);
  expect(await mailbox.mailsTo(address('buyer'))).toHaveLength(1);
  expect(await mail.queue.listSetAside()).toMatchObject([{ orderId: 'SSSS', recipient: 'buyer' }]);
});

test('after three days of "later" a person is asked', async () => {
  await mailbox.client().plan({ at: 'data', refuse: 452, recipient: address('buyer') });
  await register('UUUU', one());
  await mail.deliver();
  expect(await mail.queue.listSetAside()).toEqual([]);
  // The ledger's test clock, which stamps the entries, is years ahead of this machine's.
  mail.clock.nowMs = opened.clock.nowMs + 3 * 24 * 3600_000 + 1;
  await mail.deliver();
  expect(await mail.queue.listSetAside()).toMatchObject([{ orderId: 'UUUU', reason: expect.stringContaining('452') }]);
});

test('a rush of orders is sent without waiting for the next round', async () => {
  const orderIds = Array.from({ length: 45 }, (_, index) => `V${index}`);
  for (const orderId of orderIds) await register(orderId, one(), orderId);
  await mail.deliver();
  expect(await mail.metric('foyer_mail_sent_total', { kind: 'confirmed' })).toBe(45);
  expect(await mail.metric('foyer_mail_waiting')).toBe(0);
}, 60_000);
