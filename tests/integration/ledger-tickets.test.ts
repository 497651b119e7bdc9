import { expect, test } from 'vitest';
import { createTicketService } from '../../server/tickets/create-ticket-service.ts';
import { createTicketSigner } from '../../server/tickets/sign-tickets.ts';
import { createTicketKey, parseTicketKey } from '../../server/tickets/ticket-keys.ts';
import { catalogueOf, createTestLedgers, createVisitor, done, ticketType } from './open-test-ledger.ts';

const ledgers = createTestLedgers();
const catalogue = catalogueOf({ house: 20 }, [ticketType('day', ['house']), ticketType('party', ['house'])]);

async function openDesk() {
  const opened = await ledgers.open(catalogue);
  const privateKey = parseTicketKey(createTicketKey());
  const signer = createTicketSigner({ privateKey, eventId: opened.eventId });
  const tickets = createTicketService({ ledger: opened.ledger, signer });
  return { ...opened, ...createVisitor(opened.ledger), privateKey, signer, tickets };
}

test('tickets of a confirmed order are good, and none is refused', async () => {
  const { register, signer, tickets } = await openDesk();
  const order = await register('AAAA', { day: 2 });
  for (const registration of order.registrations) {
    await expect(tickets.judge(signer.codeOf(registration))).resolves.toMatchObject({ status: 'valid' });
  }
  await expect(tickets.getRefused()).resolves.toMatchObject({ version: 0, refused: [] });
});

test('every ticket of a cancelled order is refused, at the desk and by the list', async () => {
  const { ledger, register, signer, tickets } = await openDesk();
  const order = await register('AAAA', { day: 2, party: 1 });
  const other = await register('BBBB', { day: 1 });
  done(await ledger.cancel({ orderId: 'AAAA' }));
  done(await ledger.cancel({ orderId: 'AAAA' }));

  const [first, ...rest] = order.registrations;
  const statuses = [first, ...rest].map(async (registration) => {
    const { status } = await tickets.judge(signer.codeOf(registration ?? { id: '', revision: 0 }));
    return status;
  });
  expect(await Promise.all(statuses)).toEqual(['cancelled', 'cancelled', 'cancelled']);
  const [kept] = other.registrations;
  await expect(tickets.judge(signer.codeOf(kept ?? { id: '', revision: 0 }))).resolves.toMatchObject({
    status: 'valid',
  });
  expect((await tickets.getRefused()).refused.sort()).toEqual(['AAAA-1.1', 'AAAA-2.1', 'AAAA-3.1']);
});

test('a ticket that is issued again replaces the one before, once however often it is asked for', async () => {
  const { ledger, register, signer, tickets, redis, eventId } = await openDesk();
  await register('AAAA', { day: 2 });
  const request = { registrationId: 'AAAA-2', revision: 1 };
  const reissued = done(await ledger.reissueTicket(request));
  expect(reissued.registrations.map(({ revision }) => revision)).toEqual([1, 2]);
  await expect(ledger.reissueTicket(request)).resolves.toMatchObject({ ok: true, replayed: true, order: reissued });

  const judge = async (id: string, revision: number) => (await tickets.judge(signer.codeOf({ id, revision }))).status;
  expect(await judge('AAAA-1', 1)).toBe('valid');
  expect(await judge('AAAA-2', 1)).toBe('superseded');
  expect(await judge('AAAA-2', 2)).toBe('valid');
  expect((await tickets.getRefused()).refused).toEqual(['AAAA-2.1']);

  done(await ledger.cancel({ orderId: 'AAAA' }));
  expect((await tickets.getRefused()).refused).toEqual(expect.arrayContaining(['AAAA-1.1', 'AAAA-2.1', 'AAAA-2.2']));
  expect((await ledger.check()).findings).toEqual([]);
  expect(await redis.zcard(`{${eventId}}:refused`)).toBe(3);
});

test.each([
  ['there is no such order', { registrationId: 'ZZZZ-1', revision: 1 }, 'not_found'],
  ['the order has no such place', { registrationId: 'AAAA-3', revision: 1 }, 'not_found'],
  ['the revision is yet to come', { registrationId: 'AAAA-1', revision: 2 }, 'wrong_state'],
  ['the order is only held', { registrationId: 'BBBB-1', revision: 1 }, 'wrong_state'],
])('nothing is issued again where %s', async (_, request, reason) => {
  const { ledger, register, hold } = await openDesk();
  await register('AAAA', { day: 2 });
  done(await hold('BBBB', { day: 1 }));
  await expect(ledger.reissueTicket(request)).resolves.toMatchObject({ ok: false, reason });
  expect((await ledger.getRefusedTickets()).refused).toEqual([]);
});

test("codes of orders that are not confirmed, of other events and of strangers' keys are unknown", async () => {
  const { hold, register, privateKey, signer, tickets } = await openDesk();
  done(await hold('AAAA', { day: 1 }));
  await register('BBBB', { day: 1 });
  const status = async (code: string) => (await tickets.judge(code)).status;
  expect(await status(signer.codeOf({ id: 'AAAA-1', revision: 1 }))).toBe('unknown');
  expect(await status(signer.codeOf({ id: 'ZZZZ-1', revision: 1 }))).toBe('unknown');
  expect(await status(signer.codeOf({ id: 'BBBB-2', revision: 1 }))).toBe('unknown');
  const otherEvent = createTicketSigner({ privateKey, eventId: 'another' });
  expect(await status(otherEvent.codeOf({ id: 'BBBB-1', revision: 1 }))).toBe('unknown');
  const stranger = createTicketSigner({ privateKey: parseTicketKey(createTicketKey()), eventId: signer.eventId });
  expect(await status(stranger.codeOf({ id: 'BBBB-1', revision: 1 }))).toBe('unknown');
  expect(await status('')).toBe('unknown');
});
