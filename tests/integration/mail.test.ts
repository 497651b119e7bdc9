import jsQR from 'jsqr';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { verifyTicketCode } from '../../server/tickets/sign-tickets.ts';
import { createVisitor, done, paid, refundOf } from './open-test-ledger.ts';
import { createMailDesk, one, publicBaseUrl, signerKey } from './open-test-mail.ts';

const desk = createMailDesk();

test('a confirmed order is one mail to the buyer, and one to each attendee with an address of their own', async () => {
  await desk.register('AAAA', [
    ...one('Zoë Ångström', desk.address('buyer')),
    ...one('علي 🎟️', desk.address('ali')),
    ...one('Li'),
  ]);
  await desk.mail.deliver();
  await desk.mail.deliver();

  const [toBuyer, ...more] = await desk.mailbox.mailsTo(desk.address('buyer'));
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

  const [toAttendee] = await desk.mailbox.mailsTo(desk.address('ali'));
  expect(toAttendee?.attachments.map(({ name }) => name)).toEqual(['AAAA-2.png', 'calendar.ics', 'ticket.pdf']);
  const whole = JSON.stringify(toAttendee?.headers) + toAttendee?.text + toAttendee?.html;
  expect(whole + Buffer.from(toAttendee?.attachments[1]?.base64 ?? '', 'base64')).not.toContain('signature');
  expect(whole).not.toContain('AAAA-1');
  expect(toAttendee?.headers.find(({ name }) => name === 'to')?.value).not.toMatch(/[^\x20-\x7e]/);
});

test("the code in the mail is its ticket's, and shows where the HTML asks for it", async () => {
  await desk.register('BBBB', one());
  await desk.mail.deliver();
  const [message] = await desk.mailbox.mailsTo(desk.address('buyer'));
  const picture = message?.attachments.find(({ name }) => name === 'BBBB-1.png');
  const image = sharp(Buffer.from(picture?.base64 ?? '', 'base64')).ensureAlpha();
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const code = jsQR(new Uint8ClampedArray(data), info.width, info.height)?.data ?? '';
  expect(verifyTicketCode(code, signerKey)).toMatchObject({ registrationId: 'BBBB-1', eventId: desk.opened.eventId });
  expect(message?.html).toContain(`src="cid:${picture?.cid}"`);

  const calendar = message?.attachments.find(({ name }) => name === 'calendar.ics');
  expect(calendar?.contentType).toBe('text/calendar');
  expect(Buffer.from(calendar?.base64 ?? '', 'base64').toString()).toContain('TZID:Europe/Lisbon');
});

test('a cancellation says what becomes of the money, and overtakes a confirmation that was not sent yet', async () => {
  await desk.register('CCCC', one());
  await desk.mail.deliver();
  done(await desk.opened.ledger.cancel({ orderId: 'CCCC' }));
  await desk.mail.deliver();
  const subjects = (await desk.mailbox.mailsTo(desk.address('buyer'))).map(({ subject }) => subject);
  expect(subjects).toEqual(['Your ticket for Days of Type', 'Cancelled: your registration for Days of Type']);
  expect((await desk.mailbox.mailsTo(desk.address('buyer')))[1]?.text).toContain('It was free');

  await desk.register('DDDD', one(), 'quick');
  done(await desk.opened.ledger.cancel({ orderId: 'DDDD' }));
  await desk.mail.deliver();
  const quick = await desk.mailbox.mailsTo(desk.address('quick'));
  expect(quick.map(({ subject }) => subject)).toEqual(['Cancelled: your registration for Days of Type']);
  expect(await desk.mail.metric('foyer_mail_waiting')).toBe(0);
});

test('a paid order: paid, cancelled, and the money back; and nothing about the steps in between', async () => {
  const { ledger } = desk.opened;
  const { buy } = createVisitor(ledger);
  const { attempt } = await buy('WWWW', { paid: 2 }, desk.address('buyer'));
  await desk.mail.deliver();
  done(await ledger.cancel({ orderId: 'WWWW' }));
  await desk.mail.deliver();
  paid(await ledger.recordRefund(refundOf(attempt.id, 'PENDING')));
  await desk.mail.deliver();
  paid(await ledger.recordRefund(refundOf(attempt.id, 'COMPLETED')));
  await desk.mail.deliver();
  const mails = await desk.mailbox.mailsTo(desk.address('buyer'));
  expect(mails.map(({ subject }) => subject)).toEqual([
    'Your tickets for Days of Type',
    'Cancelled: your registration for Days of Type',
    'Refunded: Days of Type',
  ]);
  expect(mails.map(({ text }) => text)).toEqual([
    expect.stringContaining('Price: €198'),
    expect.stringContaining('€198 is on its way back'),
    expect.stringContaining('€198 has gone back'),
  ]);
});

test('a payment that PayPal looks into is told of, and so is its end', async () => {
  const { ledger } = desk.opened;
  const { startPaying } = createVisitor(ledger);
  const { attempt } = await startPaying('XXXX', { paid: 1 }, desk.address('buyer'));
  const attemptId = attempt.id;
  paid(await ledger.beginCapture({ attemptId }));
  paid(await ledger.recordCapturePending({ attemptId, captureId: 'capture', reason: 'ECHECK' }));
  await desk.mail.deliver();
  paid(await ledger.recordDenial({ attemptId, issue: 'DENIED' }));
  await desk.mail.deliver();
  expect((await desk.mailbox.mailsTo(desk.address('buyer'))).map(({ subject }) => subject)).toEqual([
    'PayPal is checking your payment for Days of Type',
    'Your payment for Days of Type did not go through',
  ]);
});

test('a line break that got into a name begins no header', async () => {
  const evil = 'Zoë\r\nBcc: evil@example.org\r\n\r\n<script>';
  const { ledger } = desk.opened;
  done(await createVisitor(ledger).hold('EEEE', { day: 1 }));
  done(
    await ledger.saveDetails({
      orderId: 'EEEE',
      buyer: { name: evil, email: desk.address('buyer') },
      attendees: one(evil, desk.address('evil')),
    }),
  );
  done(await ledger.confirm({ orderId: 'EEEE' }));
  await desk.mail.deliver();
  for (const name of ['buyer', 'evil']) {
    const [message] = await desk.mailbox.mailsTo(desk.address(name));
    expect(message?.headers.map((header) => header.name)).not.toContain('bcc');
    expect(message?.to).toEqual([desk.address(name)]);
    expect(message?.html).not.toContain('<script>');
  }
});
