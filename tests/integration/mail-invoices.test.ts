import { expect, test } from 'vitest';
import { dayMs } from '../../core/orders/transfer.ts';
import { createSettle } from '../../server/payments/settle.ts';
import { actOf } from './ledger-organizer-steps.ts';
import {
  catalogueOf,
  createVisitor,
  done,
  paid,
  sellerOf,
  startMs,
  ticketType,
  transferTerms,
} from './open-test-ledger.ts';
import { createMailDesk, openTestMail } from './open-test-mail.ts';

const desk = createMailDesk();
const silent = { info: () => {}, warn: () => {}, error: () => {} };
const types = [ticketType('paid', ['house'], { priceCents: 9_900, vatBasisPoints: 1900 })];
const catalogue = { ...catalogueOf({ house: 50 }, types), seller: sellerOf('A'), transfer: transferTerms };

/** An order id for each test: the same mail about the same order at the same time is one for the mailbox, whoever gets it. */
async function openShop() {
  const { ledger } = desk.opened;
  await ledger.applyCatalogue(catalogue);
  const visitor = createVisitor(ledger);
  const address = desk.address('buyer');
  return {
    ledger,
    visitor,
    address,
    async choose(orderId: string) {
      done(await visitor.hold(orderId, { paid: 1 }));
      done(await visitor.give(orderId, 1, address));
      return done(await ledger.chooseTransfer({ orderId }));
    },
    /** The mails so far, each with the names of the PDFs that are no tickets. */
    async read() {
      await desk.mail.deliver();
      const mails = await desk.mailbox.mailsTo(address);
      return mails.map(({ subject, text, attachments }) => ({
        subject,
        text,
        documents: attachments.map(({ name }) => name).filter((name) => name?.startsWith('A-')),
        pdf: Buffer.from(attachments.at(-1)?.base64 ?? '', 'base64')
          .subarray(0, 5)
          .toString(),
      }));
    },
  };
}

test('a paid order is confirmed with its invoice, and a refund that is done comes with its credit note', async () => {
  const { ledger, visitor, address, read } = await openShop();
  const { attempt } = await visitor.buy('AAAA', { paid: 1 }, address);
  const [asked] = done(await ledger.cancel({ orderId: 'AAAA' })).refunds;
  const { id: refundId = '', requestId = '' } = asked ?? {};
  const refund = {
    attemptId: attempt.id,
    refundId,
    requestId,
    paypalRefundId: 'back',
    problem: null,
    isDefinite: false,
  };
  desk.opened.clock.nowMs += 1_000;
  paid(await ledger.recordRefund({ ...refund, state: 'COMPLETED' }));
  const mails = await read();
  expect(mails.map(({ subject, documents }) => [subject, documents])).toEqual([
    ['Cancelled: your registration for Days of Type', []],
    ['Refunded: Days of Type', ['A-CN-2030-0001.pdf']],
  ]);
  expect(mails.at(-1)).toMatchObject({ pdf: '%PDF-' });
  expect(mails.at(-1)?.text).toContain('Includes €15.81 VAT (19\u00a0%)');
});

test('a ledger that goes away between the order and its invoice is waited for: no mail is set aside for it', async () => {
  const { ledger, visitor, address } = await openShop();
  await visitor.buy('GONE', { paid: 1 }, address);
  let outages = 2;
  const getDocument: typeof ledger.getDocument = (number) =>
    outages-- > 0 ? Promise.reject(new Error('Command timed out')) : ledger.getDocument(number);
  desk.mail.close();
  desk.mail = openTestMail({ ...desk.opened, ledger: { ...ledger, getDocument } }, desk.mailbox.smtpUrl());
  for (const pauseMs of [0, 1_000]) {
    desk.mail.clock.nowMs += pauseMs;
    await expect(desk.mail.deliver()).rejects.toThrow('Command timed out');
  }
  expect(await desk.mail.queue.listSetAside()).toEqual([]);
  expect(await desk.mail.metric('foyer_mail_waiting')).toBe(1);
  desk.mail.clock.nowMs += 2_000;
  await desk.mail.deliver();
  expect(await desk.mailbox.mailsTo(address)).toMatchObject([{ deliveries: 1 }]);
  expect(await desk.mail.metric('foyer_mail_waiting')).toBe(0);
});

test('a transfer: where to and until when, with the invoice; then the tickets, with the invoice once more', async () => {
  const { ledger, choose, read } = await openShop();
  await choose('PAYS');
  const [awaited] = await read();
  expect(awaited).toMatchObject({ subject: 'Your invoice for Days of Type', documents: ['A-2030-0001.pdf'] });
  for (const words of ['by Tuesday 15 January 2030', 'PT50 0002 0123 1234 5678 9015 4', 'Reference: PAYS', '€99'])
    expect(awaited?.text).toContain(words);
  const money = { amountCents: 9_900, currency: 'EUR' };
  done(await ledger.markTransferPaid({ orderId: 'PAYS', ...money, act: actOf('paid') }));
  const [, confirmed] = await read();
  expect(confirmed).toMatchObject({ subject: 'Your ticket for Days of Type', documents: ['A-2030-0001.pdf'] });
});

test.each([
  ['cancelled', 'Cancelled: your registration for Days of Type'],
  ['a part of it', 'Money is on its way back to you: Days of Type'],
] as const)(
  'a transfer goes back by hand, %s: one mail says so, the next comes once it is back',
  async (what, subject) => {
    const { ledger, choose, read } = await openShop();
    const orderId = what === 'cancelled' ? 'BACK' : 'PART';
    await choose(orderId);
    const money = { amountCents: 9_900, currency: 'EUR' };
    done(await ledger.markTransferPaid({ orderId, ...money, act: actOf('paid') }));
    await read();
    desk.opened.clock.nowMs += 1_000;
    const act = actOf('back');
    if (what === 'cancelled') done(await ledger.cancel({ orderId, act }));
    else done(await ledger.refundAmount({ orderId, amountCents: 1_000, act }));
    const settle = createSettle({ ledger, paypal: null as never, log: silent, merchantId: null, declineGraceMs: 0 });
    const attemptId = (await ledger.getOrder(orderId))?.payment?.attemptId ?? '';
    await settle(attemptId);
    const [refund] = (await ledger.getOrder(orderId))?.refunds ?? [];
    expect(refund).toMatchObject({ state: 'FAILED', amountCents: what === 'cancelled' ? 9_900 : 1_000 });
    const told = (await read()).slice(1);
    expect(told.map((mail) => mail.subject)).toEqual([subject]);
    expect(told[0]?.text).toContain('It came by bank transfer, so the organizers send it by hand');
    desk.opened.clock.nowMs += 1_000;
    const how = 'transfer to PT50 on 3 January';
    done(await ledger.refundByHand({ orderId, refundId: refund?.id ?? '', how, act: actOf('by-hand') }));
    const [, back] = (await read()).slice(1);
    expect(back).toMatchObject({ subject: 'Refunded: Days of Type' });
    expect(back?.text).toContain(how);
  },
);

test('overdue: a reminder with the invoice, and at the end the credit note', async () => {
  const { ledger, choose, read } = await openShop();
  await choose('LATE');
  await read();
  desk.opened.clock.nowMs = startMs + 14 * dayMs;
  await ledger.sweepTransfers({ limit: 10 });
  const [, overdue] = await read();
  expect(overdue).toMatchObject({ subject: 'Overdue: your payment for Days of Type', documents: ['A-2030-0001.pdf'] });
  expect(overdue?.text).toContain('Your seats are kept until Sunday 20 January 2030');
  desk.opened.clock.nowMs += 5 * dayMs;
  await ledger.sweepTransfers({ limit: 10 });
  const [, , ended] = await read();
  expect(ended).toMatchObject({
    subject: 'Not paid in time: your order for Days of Type',
    documents: ['A-CN-2030-0001.pdf'],
  });
});

test('called off: the credit note comes with the mail that says so', async () => {
  const { ledger, choose, read } = await openShop();
  await choose('ENDS');
  await read();
  desk.opened.clock.nowMs += 1_000;
  done(await ledger.callOff({ orderId: 'ENDS' }));
  expect((await read()).at(-1)).toMatchObject({
    subject: 'Called off: your order for Days of Type',
    documents: ['A-CN-2030-0001.pdf'],
  });
});
