import { expect, test } from 'vitest';
import { catalogueOf, createVisitor, sellerOf, startMs, ticketType, transferTerms } from './open-test-ledger.ts';
import { createTestOrganizers } from './open-test-organizers.ts';

const { open } = createTestOrganizers();
const catalogue = catalogueOf({ house: 20 }, [
  ticketType('day', ['house']),
  ticketType('paid', ['house'], { priceCents: 9_900 }),
]);

test('an organizer finds an order by a name, sees it, and cancels it; the audit says who, when and why', async () => {
  const { signIn, buy, ledger, clock } = await open({ catalogue });
  await buy('AAAA', { paid: 2 }, 'ada@example.org');
  const { get, post } = signIn('olu');
  const found = (await get('/orders?search=ADA@example')).body;
  expect(found).toMatchObject({ orders: [{ id: 'AAAA', state: 'CONFIRMED' }], cursor: null });

  clock.nowMs += 5_000;
  const cancelled = await post('/orders/AAAA/cancel', { note: 'asked by phone' });
  expect(cancelled).toMatchObject({ status: 200, body: { replayed: false, order: { state: 'CANCELLED' } } });
  const seen = (await get('/orders/AAAA')).body;
  expect(seen.order).toMatchObject({ cancelledBy: 'organizer', refunds: [{ state: 'REQUESTED' }] });
  const by = { id: 'o-olu', name: 'olu', email: 'olu@example.org' };
  expect(seen.audit).toMatchObject([{ action: 'cancelled', by, at: startMs + 5_000, note: 'asked by phone' }]);
  expect((await post('/orders/AAAA/cancel')).body).toMatchObject({ replayed: true });
  expect((await get('/orders/AAAA')).body.audit).toHaveLength(1);
  expect(await ledger.check()).toMatchObject({ findings: [], quotas: [{ sold: 0, held: 0 }] });
});

test('two doors scan the same ticket at once: one lets in, the other reads who did and when', async () => {
  const { signIn, register, codeOf } = await open({ catalogue });
  const order = await register('AAAA', { day: 1 });
  const code = codeOf(order.registrations[0] ?? { id: '', revision: 0 });
  const [left, right] = [signIn('left'), signIn('right')];
  const answers = await Promise.all([left.post('/check-in', { code }), right.post('/check-in', { code })]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(answers.map(({ body }) => body.replayed).sort()).toEqual([false, true]);
  const [winner] = answers.filter(({ body }) => !body.replayed);
  const second = answers.find(({ body }) => body.replayed);
  expect(second?.body.audit).toEqual(winner?.body.audit);
  expect(second?.body.audit).toMatchObject([{ action: 'checked_in', at: startMs }]);

  expect((await left.post('/registrations/AAAA-1/undo-check-in')).body.order.registrations[0].checkedInAt).toBe(null);
  expect((await right.post('/registrations/AAAA-1/check-in')).body).toMatchObject({ replayed: false });
});

test.each([
  ['cancelled', 'ticket_cancelled'],
  ['corrected', 'ticket_superseded'],
  ['forged', 'ticket_unknown'],
])('a ticket that is %s lets nobody in', async (what, reason) => {
  const { signIn, register, codeOf } = await open({ catalogue });
  await register('AAAA', { day: 1 });
  const { post } = signIn('olu');
  if (what === 'cancelled') await post('/orders/AAAA/cancel');
  const attendee = { name: 'Zoë', email: '' };
  if (what === 'corrected') await post('/registrations/AAAA-1/correct', { revision: 1, attendee });
  const code = codeOf({ id: 'AAAA-1', revision: 1 });
  const shown = what === 'forged' ? code.replace('AAAA-1.1', 'AAAA-1.2') : code;
  expect(await post('/check-in', { code: shown })).toMatchObject({ status: 409, body: { reason } });
});

test('a correction is checked like the form of an attendee, and not written over one that came between', async () => {
  const { signIn, register } = await open({ catalogue });
  await register('AAAA', { day: 2 });
  const { post } = signIn('olu');
  const correct = (revision: number, name: string, email: string | null) =>
    post('/registrations/AAAA-2/correct', { revision, attendee: { name, email } });
  expect(await correct(1, ' ', 'zoe@gmail')).toMatchObject({
    status: 422,
    body: { fields: { 'attendee.name': expect.any(String), 'attendee.email': expect.any(String) } },
  });
  const done = await correct(1, ' Zoë ', 'zoe@example.org');
  expect(done.body.order.registrations[1]).toMatchObject({
    attendee: { name: 'Zoë', email: 'zoe@example.org' },
    revision: 2,
  });
  expect(await correct(1, 'Somebody', null)).toMatchObject({ status: 409, body: { reason: 'wrong_state' } });
  expect((await correct(2, 'Zoe', null)).body.audit).toMatchObject([
    { action: 'corrected' },
    { action: 'corrected', before: { name: 'Zoë' }, after: { name: 'Zoe', email: null } },
  ]);
});

test('a complimentary order is one however often its form is sent, and a full quota is said in words', async () => {
  const { signIn, ledger } = await open({ catalogue: catalogueOf({ house: 2 }, [ticketType('day', ['house'])]) });
  const { post } = signIn('olu');
  const form = {
    requestId: crypto.randomUUID(),
    ticketTypeId: 'day',
    buyer: { name: 'Speaker', email: 'speaker@example.org' },
    attendees: [{ name: 'Speaker' }, { name: 'Guest', email: 'guest@example.org' }],
  };
  const [one, two] = await Promise.all([post('/complimentary', form), post('/complimentary', form)]);
  expect([one.status, two.status]).toEqual([200, 200]);
  expect(one.body.order.id).toBe(two.body.order.id);
  expect(one.body.order).toMatchObject({ isComplimentary: true, totalCents: 0, registrations: [{}, {}] });
  const full = await post('/complimentary', { ...form, requestId: crypto.randomUUID() });
  expect(full).toMatchObject({ status: 409, body: { reason: 'sold_out', message: expect.stringContaining('quota') } });
  expect(await ledger.check()).toMatchObject({ findings: [], quotas: [{ sold: 2 }] });
});

test('a mail is asked for once with one form, to everybody or about one ticket', async () => {
  const { signIn, register, hold } = await open({ catalogue });
  await register('AAAA', { day: 2 });
  await hold('BBBB', { day: 1 });
  const { post } = signIn('olu');
  const form = { requestId: crypto.randomUUID(), registrationId: 'AAAA-2' };
  expect((await post('/orders/AAAA/resend-mail', form)).body).toMatchObject({ replayed: false });
  expect((await post('/orders/AAAA/resend-mail', form)).body).toMatchObject({ replayed: true });
  expect((await post('/orders/AAAA/resend-mail')).body.audit).toMatchObject([
    { action: 'mail_requested', registrationId: 'AAAA-2' },
    { action: 'mail_requested', registrationId: null },
  ]);
  // The ticket of another order.
  expect((await post('/orders/AAAA/resend-mail', { registrationId: 'BBBB-1' })).status).toBe(404);
  const held = await post('/orders/BBBB/resend-mail');
  expect(held).toMatchObject({ status: 409, body: { message: expect.stringContaining('filling it in') } });
});

test('a transfer is marked as paid with the exact amount, however it is written, and another order is called off', async () => {
  const terms = { ...catalogue, seller: sellerOf('A'), transfer: transferTerms };
  const { signIn, ledger } = await open({ catalogue: terms });
  const visitor = createVisitor(ledger);
  for (const orderId of ['AAAA', 'BBBB']) {
    await visitor.hold(orderId, { paid: 1 });
    await visitor.give(orderId, 1, `${orderId}@example.org`);
    await ledger.chooseTransfer({ orderId });
  }
  const { get, post } = signIn('olu');
  const unclear = await post('/orders/AAAA/mark-paid', { amount: '9.900' });
  expect(unclear).toMatchObject({ status: 422, body: { fields: { amount: expect.stringContaining('149.00') } } });
  const less = await post('/orders/AAAA/mark-paid', { amount: '98.99' });
  expect(less).toMatchObject({ status: 422, body: { reason: 'amount_differs' } });
  expect(less.body.message).toContain('the order costs €99');
  const done = await post('/orders/AAAA/mark-paid', { amount: '99,00', note: 'statement 12' });
  expect(done).toMatchObject({ status: 200, body: { replayed: false, order: { state: 'CONFIRMED' } } });
  const { audit } = (await get('/orders/AAAA')).body;
  expect(audit).toMatchObject([{ action: 'marked_paid', note: 'statement 12', by: { name: 'olu' } }]);
  expect((await post('/orders/AAAA/call-off')).status).toBe(409);

  expect((await post('/orders/BBBB/call-off')).body).toMatchObject({ order: { expiryReason: 'called_off' } });
  expect((await post('/orders/BBBB/mark-paid', { amount: '99' })).status).toBe(409);
  expect((await ledger.check()).findings).toEqual([]);
});
