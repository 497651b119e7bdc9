import { expect, test } from 'vitest';
import { createVisitor, done } from './open-test-ledger.ts';
import { createMailDesk, one, openTestMail } from './open-test-mail.ts';

const desk = createMailDesk();
const failure = (work: Promise<unknown>) => work.then(() => null).catch((error: Error) => error);

test('a mail that the server took without saying so is sent again as the same mail', async () => {
  await desk.register('FFFF', one());
  await desk.mailbox.client().plan({ at: 'data', drop: true, times: 1, recipient: desk.address('buyer') });
  expect(await failure(desk.mail.deliver())).toMatchObject({ message: expect.stringContaining('closed') });
  expect(await desk.mail.metric('foyer_mail_waiting')).toBe(1);
  // Until a second has passed the server is left alone.
  await failure(desk.mail.deliver());
  expect(await desk.mailbox.mailsTo(desk.address('buyer'))).toMatchObject([{ deliveries: 1 }]);
  desk.mail.clock.nowMs += 1_000;
  await desk.mail.deliver();
  expect(await desk.mailbox.mailsTo(desk.address('buyer'))).toMatchObject([
    { deliveries: 2, messageId: expect.stringMatching(/^<FFFF\.confirmed\.\d+\.buyer@foyer\.example>$/) },
  ]);
  expect(await desk.mail.metric('foyer_mail_waiting')).toBe(0);
});

test('a courier that died between taking an entry and sending loses nothing; the next one begins with it', async () => {
  await desk.register('GGGG', one());
  await desk.mail.queue.open();
  const taken = await desk.mail.queue.takeNew(100);
  expect(taken.map(({ transition }) => transition)).toContain('confirmed');
  desk.mail.close();

  desk.mail = openTestMail(desk.opened, desk.mailbox.smtpUrl());
  await desk.mail.deliver();
  expect(await desk.mailbox.mailsTo(desk.address('buyer'))).toMatchObject([{ deliveries: 1 }]);
  expect(desk.mail.said).toContainEqual(expect.objectContaining({ message: expect.stringContaining('took over') }));
});

test('a courier that died after the server took a mail sends it once more, as the same mail', async () => {
  await desk.register('HHHH', [...one('Ada'), ...one('Ben', desk.address('ben'))]);
  const dying = openTestMail(desk.opened, desk.mailbox.smtpUrl(), (send) => async (message) => {
    await send(message);
    // It never comes back to write down that it was sent.
    await new Promise(() => undefined);
  });
  void dying.deliver();
  await expect
    .poll(async () => (await desk.mailbox.mailsTo(desk.address('buyer'))).length, { timeout: 10_000 })
    .toBe(1);

  await desk.mail.deliver();
  expect(await desk.mailbox.mailsTo(desk.address('buyer'))).toMatchObject([{ deliveries: 2 }]);
  expect(await desk.mailbox.mailsTo(desk.address('ben'))).toMatchObject([{ deliveries: 1 }]);
  dying.close();
});

test('while the server is away nothing is lost, the pauses grow, and everything is sent once it is back', async () => {
  await desk.mailbox.shut();
  try {
    for (const orderId of ['JJJJ', 'KKKK', 'MMMM']) await desk.register(orderId, one(), orderId);
    expect(await failure(desk.mail.deliver())).not.toBe(null);
    let tries = await desk.mail.metric('foyer_mail_failures_total', { verdict: 'server' });
    for (const pauseMs of [1_000, 2_000, 4_000, 8_000]) {
      desk.mail.clock.nowMs += pauseMs - 1;
      await failure(desk.mail.deliver());
      expect(await desk.mail.metric('foyer_mail_failures_total', { verdict: 'server' })).toBe(tries);
      desk.mail.clock.nowMs += 1;
      expect(await failure(desk.mail.deliver())).not.toBe(null);
      const after = await desk.mail.metric('foyer_mail_failures_total', { verdict: 'server' });
      expect(after).toBeGreaterThan(tries);
      tries = after;
    }
    expect(await desk.mail.metric('foyer_mail_waiting')).toBe(3);
    expect(await desk.mail.metric('foyer_outbox_lag_seconds')).toBeGreaterThan(10);
  } finally {
    await desk.mailbox.open();
  }
  desk.mail.clock.nowMs += 5 * 60_000;
  await desk.mail.deliver();
  for (const orderId of ['JJJJ', 'KKKK', 'MMMM']) {
    expect(await desk.mailbox.mailsTo(desk.address(orderId))).toMatchObject([{ deliveries: 1 }]);
  }
  expect(await desk.mail.metric('foyer_mail_waiting')).toBe(0);
  expect(await desk.mail.metric('foyer_outbox_lag_seconds')).toBe(0);
});

test('a recipient that is refused for now is tried again, without a second mail to the others', async () => {
  await desk.mailbox.client().plan({ at: 'rcpt', refuse: 451, recipient: desk.address('ben'), times: 2 });
  await desk.register('NNNN', [...one('Ada'), ...one('Ben', desk.address('ben'))]);
  await desk.register('PPPP', one(), 'other');
  await desk.mail.deliver();
  expect(await desk.mailbox.mailsTo(desk.address('ben'))).toEqual([]);
  expect(await desk.mailbox.mailsTo(desk.address('other'))).toHaveLength(1);
  // It waits, but mail as a whole is not behind.
  desk.mail.clock.nowMs += 500;
  expect(await desk.mail.metric('foyer_mail_waiting')).toBe(1);
  expect(await desk.mail.metric('foyer_outbox_lag_seconds')).toBe(0);
  desk.mail.clock.nowMs += 500;
  await desk.mail.deliver();
  await desk.mail.deliver();
  expect(await desk.mailbox.mailsTo(desk.address('ben'))).toEqual([]);
  desk.mail.clock.nowMs += 2_000;
  await desk.mail.deliver();
  expect(await desk.mailbox.mailsTo(desk.address('ben'))).toMatchObject([{ deliveries: 1 }]);
  expect(await desk.mailbox.mailsTo(desk.address('buyer'))).toMatchObject([{ deliveries: 1 }]);
  expect(await desk.mail.metric('foyer_mail_failures_total', { verdict: 'later' })).toBe(2);
  expect(await desk.mail.metric('foyer_mail_waiting')).toBe(0);
});

test('a recipient that is refused for good is set aside and seen; tried again on request, and nobody else is', async () => {
  await desk.mailbox.client().plan({ at: 'rcpt', refuse: 550, recipient: desk.address('ben') });
  await desk.register('QQQQ', [...one('Ada'), ...one('Ben', desk.address('ben'))]);
  await desk.register('RRRR', one(), 'other');
  await desk.mail.deliver();
  expect(await desk.mailbox.mailsTo(desk.address('buyer'))).toHaveLength(1);
  expect(await desk.mailbox.mailsTo(desk.address('other'))).toHaveLength(1);
  expect(await desk.mail.metric('foyer_mail_waiting')).toBe(0);
  expect(await desk.mail.metric('foyer_mail_set_aside')).toBe(1);
  const [failed] = await desk.mail.queue.listSetAside();
  expect(failed).toMatchObject({ orderId: 'QQQQ', kind: 'confirmed', recipient: '2' });
  expect(JSON.stringify([failed, desk.mail.said])).not.toContain('@example.org');

  await desk.mailbox.client().clearFaults();
  if (failed) await desk.mail.queue.tryAgain(failed, desk.mail.clock.nowMs);
  await desk.mail.deliver();
  expect(await desk.mailbox.mailsTo(desk.address('ben'))).toMatchObject([{ deliveries: 1 }]);
  expect(await desk.mailbox.mailsTo(desk.address('buyer'))).toMatchObject([{ deliveries: 1 }]);
  expect(await desk.mail.metric('foyer_mail_set_aside')).toBe(0);
  expect(await desk.opened.redis.keys(`{${desk.opened.eventId}}:mail:*`)).toEqual([]);
});

test('an address that no mail can go to is set aside, whatever is in it', async () => {
  const { ledger } = desk.opened;
  done(await createVisitor(ledger).hold('SSSS', { day: 1 }));
  const email = 'a@example.org>\r\nRCPT TO:<evil@example.org';
  done(await ledger.saveDetails({ orderId: 'SSSS', buyer: { name: 'Ada', email }, attendees: one() }));
  done(await ledger.confirm({ orderId: 'SSSS' }));
  await desk.register('TTTT', one());
  await desk.mail.deliver();
  expect(await desk.mailbox.mailsTo('evil@example.org')).toEqual([]);
  expect(await desk.mailbox.mailsTo(desk.address('buyer'))).toHaveLength(1);
  expect(await desk.mail.queue.listSetAside()).toMatchObject([{ orderId: 'SSSS', recipient: 'buyer' }]);
});

test('after three days of "later" a person is asked', async () => {
  await desk.mailbox.client().plan({ at: 'data', refuse: 452, recipient: desk.address('buyer') });
  await desk.register('UUUU', one());
  await desk.mail.deliver();
  expect(await desk.mail.queue.listSetAside()).toEqual([]);
  // The ledger's test clock, which stamps the entries, is years ahead of this machine's.
  desk.mail.clock.nowMs = desk.opened.clock.nowMs + 3 * 24 * 3600_000 + 1;
  await desk.mail.deliver();
  expect(await desk.mail.queue.listSetAside()).toMatchObject([
    { orderId: 'UUUU', reason: expect.stringContaining('452') },
  ]);
});

test('a rush of orders is sent without waiting for the next round', async () => {
  const orderIds = Array.from({ length: 45 }, (_, index) => `V${index}`);
  for (const orderId of orderIds) await desk.register(orderId, one(), orderId);
  await desk.mail.deliver();
  expect(await desk.mail.metric('foyer_mail_sent_total', { kind: 'confirmed' })).toBe(45);
  expect(await desk.mail.metric('foyer_mail_waiting')).toBe(0);
}, 60_000);
