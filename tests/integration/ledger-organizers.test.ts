import { expect, test } from 'vitest';
import { createTicketService } from '../../server/tickets/create-ticket-service.ts';
import { createTicketSigner } from '../../server/tickets/sign-tickets.ts';
import { createTicketKey, parseTicketKey } from '../../server/tickets/ticket-keys.ts';
import { actOf, organizer } from './ledger-organizer-steps.ts';
import {
  attendees,
  catalogueOf,
  createTestLedgers,
  createVisitor,
  done,
  startMs,
  ticketType,
} from './open-test-ledger.ts';

const ledgers = createTestLedgers();
const catalogue = catalogueOf({ house: 5 }, [
  ticketType('day', ['house'], { maxPerPerson: 2 }),
  ticketType('paid', ['house'], { priceCents: 9_900, salesEndAt: startMs + 1 }),
]);

async function openDesk() {
  const opened = await ledgers.open(catalogue);
  const signer = createTicketSigner({ privateKey: parseTicketKey(createTicketKey()), eventId: opened.eventId });
  const tickets = createTicketService({ ledger: opened.ledger, signer });
  const judge = async (id: string, revision: number) => (await tickets.judge(signer.codeOf({ id, revision }))).status;
  return { ...opened, ...createVisitor(opened.ledger), judge };
}

test('of two devices that check in the same ticket at once one is first, and the other hears when that was', async () => {
  const { ledger, register, clock } = await openDesk();
  await register('AAAA', { day: 2 });
  const at = clock.nowMs;
  const come = (device: string) => ledger.checkIn({ registrationId: 'AAAA-2', revision: 1, act: actOf(device) });
  const replies = await Promise.all(Array.from({ length: 20 }, (_, device) => come(`door-${device}`)));
  expect(replies.filter((reply) => reply.ok && !reply.replayed)).toHaveLength(1);
  clock.nowMs += 60_000;
  const late = done(await come('late'));
  expect(late.registrations.map(({ checkedInAt }) => checkedInAt)).toEqual([null, at]);
  const audit = await ledger.getAudit('AAAA');
  expect(audit).toMatchObject([{ action: 'checked_in', registrationId: 'AAAA-2', at, by: organizer }]);
});

test('a check-in that was a mistake is undone once, and not by the same form sent again later', async () => {
  const { ledger, register } = await openDesk();
  await register('AAAA', { day: 1 });
  const registrationId = 'AAAA-1';
  const comeAs = (device: string) => ledger.checkIn({ registrationId, revision: null, act: actOf(device) });
  const undo = () => ledger.undoCheckIn({ registrationId, act: actOf('undo') });
  done(await comeAs('one'));
  expect(done(await undo()).registrations[0]?.checkedInAt).toBe(null);
  done(await comeAs('two'));
  expect(await undo()).toMatchObject({
    ok: true,
    replayed: true,
    order: { registrations: [{ checkedInAt: startMs }] },
  });
  const actions = (await ledger.getAudit('AAAA')).map(({ action }) => action);
  expect(actions).toEqual(['checked_in', 'check_in_undone', 'checked_in']);
  expect((await ledger.check()).findings).toEqual([]);
});

test('a corrected registration has a new ticket, and the one before opens no door', async () => {
  const { ledger, register, judge, redis, eventId } = await openDesk();
  await register('AAAA', { day: 2 });
  const request = { registrationId: 'AAAA-2', revision: 1, attendee: { name: 'Zoë', email: 'zoe@example.org' } };
  const corrected = done(await ledger.correctAttendee({ ...request, act: actOf('fix', 'a slip of the pen') }));
  expect(corrected.registrations).toMatchObject([
    { attendee: { name: 'Attendee 1' }, revision: 1 },
    { attendee: request.attendee, revision: 2 },
  ]);
  expect(await judge('AAAA-2', 1)).toBe('superseded');
  expect(await judge('AAAA-2', 2)).toBe('valid');
  expect(await judge('AAAA-1', 1)).toBe('valid');
  expect((await ledger.getRefusedTickets()).refused).toEqual(['AAAA-2.1']);
  // The old ticket at the door.
  const shown = { registrationId: 'AAAA-2', revision: 1, act: actOf('door') };
  expect(await ledger.checkIn(shown)).toMatchObject({ ok: false, reason: 'wrong_state' });

  expect(await ledger.correctAttendee({ ...request, act: actOf('fix') })).toMatchObject({ ok: true, replayed: true });
  // Somebody else looked at it before it was corrected.
  const late = { ...request, attendee: { name: 'Zoe', email: null }, act: actOf('late') };
  expect(await ledger.correctAttendee(late)).toMatchObject({ ok: false, reason: 'wrong_state' });
  expect(await ledger.getAudit('AAAA')).toEqual([
    {
      action: 'corrected',
      at: startMs,
      by: organizer,
      note: 'a slip of the pen',
      requestId: 'fix',
      registrationId: 'AAAA-2',
      before: { name: 'Attendee 2', email: null },
      after: request.attendee,
    },
  ]);
  const [last] = await redis.xrevrange(`{${eventId}}:outbox`, '+', '-', 'COUNT', 1);
  expect(last?.[1]).toEqual(expect.arrayContaining(['corrected', 'registrationId', 'AAAA-2']));
  expect((await ledger.check()).findings).toEqual([]);
});

test('a complimentary ticket takes a seat and no money, whatever buyers may not; a full house gives none', async () => {
  const { ledger, clock } = await openDesk();
  clock.nowMs += 1_000; // after the sale of `paid`, and over the limit of one person
  const give = (requestId: string, ticketTypeId: string, quantity: number) =>
    ledger.issueComplimentary({
      orderId: `gift-${requestId}`,
      selection: [{ ticketTypeId, quantity }],
      buyer: { name: 'Speaker', email: 'speaker@example.org' },
      attendees: attendees(quantity),
      act: actOf(requestId),
    });
  const order = done(await give('one', 'paid', 4));
  expect(order).toMatchObject({ state: 'CONFIRMED', totalCents: 0, isComplimentary: true, payment: null });
  expect(await give('one', 'paid', 4)).toMatchObject({ ok: true, replayed: true, order: { id: 'gift-one' } });
  expect(await give('two', 'day', 2)).toMatchObject({ ok: false, reason: 'sold_out', remaining: 1 });
  done(await give('three', 'day', 1));
  expect(await give('four', 'nothing', 1)).toMatchObject({ ok: false, reason: 'unknown_ticket_type' });

  const report = await ledger.check();
  expect(report).toMatchObject({ findings: [], quotas: [{ held: 0, sold: 5, capacity: 5 }] });
  done(await ledger.cancel({ orderId: 'gift-one', act: actOf('back') }));
  expect((await ledger.check()).quotas).toMatchObject([{ sold: 1 }]);
  expect((await ledger.getAudit('gift-one')).map(({ action }) => action)).toEqual(['issued', 'cancelled']);
});

test('a quota that is stopped gives no complimentary ticket either', async () => {
  const { ledger, register } = await openDesk();
  await register('AAAA', { day: 2 });
  await ledger.applyCatalogue(catalogueOf({ house: 1 }, [ticketType('day', ['house'])]));
  const buyer = { name: 'Speaker', email: 'speaker@example.org' };
  const selection = [{ ticketTypeId: 'day', quantity: 1 }];
  const request = { orderId: 'gift', selection, buyer, attendees: attendees(1), act: actOf('one') };
  expect(await ledger.issueComplimentary(request)).toMatchObject({ ok: false, reason: 'sale_stopped' });
  expect(await ledger.getOrder('gift')).toBe(null);
});

test('an organizer cancels a paid order: the seats return and the money is on its way, and the order says by whom', async () => {
  const { ledger, buy, clock } = await openDesk();
  clock.nowMs = startMs;
  await buy('AAAA', { paid: 2 });
  const cancelled = done(await ledger.cancel({ orderId: 'AAAA', act: actOf('cancel', 'asked by phone') }));
  expect(cancelled).toMatchObject({
    state: 'CANCELLED',
    cancelledBy: 'organizer',
    payment: { state: 'REFUNDING' },
    refunds: [{ amountCents: 19_800 }],
  });
  // The buyer, a moment later.
  expect(await ledger.cancel({ orderId: 'AAAA' })).toMatchObject({
    replayed: true,
    order: { cancelledBy: 'organizer' },
  });
  expect(await ledger.getAudit('AAAA')).toMatchObject([
    { action: 'cancelled', by: organizer, note: 'asked by phone', after: { refund: { amountCents: 19_800 } } },
  ]);
  expect(await ledger.check()).toMatchObject({ findings: [], quotas: [{ held: 0, sold: 0 }] });
});

test.each([
  ['held', 'BBBB', 'wrong_state'],
  ['of nobody', 'ZZZZ', 'not_found'],
])('nothing is done to an order that is %s', async (_, orderId, reason) => {
  const { ledger, hold } = await openDesk();
  done(await hold('BBBB', { day: 1 }));
  const about = { registrationId: `${orderId}-1`, revision: 1 };
  const attendee = { name: 'Ada', email: null };
  const refusals = [
    await ledger.checkIn({ ...about, act: actOf('a') }),
    await ledger.undoCheckIn({ ...about, act: actOf('b') }),
    await ledger.correctAttendee({ ...about, attendee, act: actOf('c') }),
    await ledger.requestMail({ orderId, registrationId: null, act: actOf('d') }),
    await ledger.cancel({ orderId, act: actOf('e') }),
  ];
  for (const refusal of refusals) expect(refusal).toMatchObject({ ok: false, reason });
  expect(await ledger.getAudit(orderId)).toEqual([]);
});

test('the checker sees an audit that lost an entry, and an act without one', async () => {
  const { ledger, register, redis, eventId } = await openDesk();
  await register('AAAA', { day: 1 });
  done(await ledger.checkIn({ registrationId: 'AAAA-1', revision: 1, act: actOf('a') }));
  done(await ledger.requestMail({ orderId: 'AAAA', registrationId: null, act: actOf('b') }));
  await redis.lpop(`{${eventId}}:audit:AAAA`);
  expect((await ledger.check()).findings).toMatchObject([{ rule: 'audit-kept', subject: 'AAAA' }]);
  await redis.hdel(`{${eventId}}:order:AAAA`, 'auditCount');
  await redis.hset(`{${eventId}}:order:AAAA`, 'checkIns', '{"7":1}');
  const rules = (await ledger.check()).findings.map(({ rule }) => rule);
  expect(rules.sort()).toEqual(['audit-kept', 'check-ins-match']);
});
