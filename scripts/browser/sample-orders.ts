import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createLedger } from '../../server/ledger/create-ledger.ts';
import { signOrder } from '../../server/orders/order-link.ts';
import type { Stack } from '../stack/start-stack.ts';
import { createSamplePayments, requireDone, type SamplePayments, silencePayPal } from './sample-payments.ts';

const holdMs = 15 * 60_000;
/** Enough to write the details in, short enough to wait for its end. */
const shortHoldMs = 1_000;
const free = { ticketTypeId: 'community', quantity: 2 };
const paid = { ticketTypeId: 'standard', quantity: 2 };

export type SampleOrders = SamplePayments & {
  held: string;
  extended: string;
  lapsed: string;
  lapsedWithDetails: string;
  released: string;
  confirmed: string;
  cancelled: string;
  toPay: string;
  /** Its seats are held, and a voucher makes them cheaper. */
  voucher: string;
  /** Something is odd about its payment. */
  attention: string;
  /** To be paid by bank transfer, with a company on its invoice. */
  transfer: string;
  calledOff: string;
  paidByTransfer: string;
};

/** An order of the sample conference in each state, written straight into a stack's ledger; the address of each one's page. */
export async function createSampleOrders(stack: Pick<Stack, 'env'>): Promise<SampleOrders> {
  const { ledger, close } = openLedger(stack);
  let made = 0;

  async function hold(forMs = holdMs, line = free, voucherCode: string | null = null): Promise<string> {
    made += 1;
    const orderId = `SAMPLE${2220 + made}`;
    const request = { orderId, idempotencyKey: orderId, selection: [line], voucherCode, holdMs: forMs };
    requireDone(await ledger.hold(request));
    return orderId;
  }
  async function fillIn(orderId: string): Promise<string> {
    // Each its own address: there is a limit for one.
    const buyer = { name: 'Zoë Álvarez Lindqvist', email: `zoe+${made}@example.org` };
    const attendees = [buyer, { name: 'ليلى حداد', email: null }];
    const food = (answer: string) => [
      { questionId: 'question-food', question: 'What may we cook for you?', values: [answer] },
    ];
    const answers = { order: [], attendees: [food('Vegan'), food('Anything')] };
    const billing = { company: 'Ünal & Søn', address: 'Hauptstraße 1\n10115 Berlin', vatId: 'DE136695976' };
    requireDone(await ledger.saveDetails({ orderId, buyer, attendees, billing, answers }));
    return orderId;
  }
  async function confirm(orderId: string): Promise<string> {
    requireDone(await ledger.confirm({ orderId }));
    return orderId;
  }

  try {
    await waitForCatalogue(ledger);
    const held = await hold();
    const extended = await hold();
    requireDone(await ledger.extend({ orderId: extended, holdMs }));
    const lapsed = await hold(shortHoldMs);
    const lapsedWithDetails = await fillIn(await hold(shortHoldMs));
    const lapse = pause(shortHoldMs);
    const released = await hold();
    requireDone(await ledger.release({ orderId: released }));
    const confirmed = await confirm(await fillIn(await hold()));
    const cancelled = await confirm(await fillIn(await hold()));
    requireDone(await ledger.cancel({ orderId: cancelled }));
    await silencePayPal(stack);
    const holdPaid = async () => fillIn(await hold(holdMs, paid));
    const payments = await createSamplePayments(ledger, stack.env, holdPaid);
    const toPay = await fillIn(await hold(holdMs, paid));
    const attention = await fillIn(await hold(holdMs, paid));
    const attemptId = `${attention}-attempt`;
    requireDone(await ledger.startPayment({ orderId: attention, attemptId }));
    requireDone(await ledger.quarantinePayment({ attemptId, problem: 'a sample', capture: null }));
    const choose = async () => {
      const orderId = await fillIn(await hold(holdMs, paid));
      requireDone(await ledger.chooseTransfer({ orderId }));
      return orderId;
    };
    const [transfer, calledOff, paidByTransfer] = [await choose(), await choose(), await choose()];
    requireDone(await ledger.callOff({ orderId: calledOff }));
    const owed = await ledger.getOrder(paidByTransfer);
    const act = { requestId: 'sample', by: { id: 'sample', name: 'Olu', email: 'olu@example.org' }, note: null };
    const { totalCents: amountCents = 0, currency = '' } = owed ?? {};
    requireDone(await ledger.markTransferPaid({ orderId: paidByTransfer, amountCents, currency, act }));
    await lapse;

    const voucher = await hold(holdMs, paid, 'HARBOUR-25');
    const ids = {
      held,
      extended,
      lapsed,
      lapsedWithDetails,
      released,
      confirmed,
      cancelled,
      toPay,
      voucher,
      attention,
      transfer,
      calledOff,
      paidByTransfer,
    };
    const secret = stack.env.ORDER_LINK_SECRET ?? '';
    const pageOf = (id: string) => `/orders/${id}?s=${signOrder(id, secret)}`;
    const links = Object.entries(ids).map(([state, id]) => [state, pageOf(id)]);
    const paying = Object.entries(payments).map(([state, at]) => [state, 'path' in at ? at.path : pageOf(at.orderId)]);
    return Object.fromEntries([...links, ...paying]) as SampleOrders;
  } finally {
    close();
  }
}

/** Holds every seat that is left, so that the sample conference is sold out. */
export async function sellOut(stack: Pick<Stack, 'env'>): Promise<void> {
  const { ledger, close } = openLedger(stack);
  try {
    for (let made = 0; ; made += 1) {
      const { ticketTypes } = await ledger.getAvailability();
      const type = ticketTypes.find((each) => each.status === 'available' && each.priceCents === 0 && !each.isHidden);
      if (!type) return;
      const orderId = `SOLDOUT${2220 + made}`;
      const selection = [{ ticketTypeId: type.id, quantity: Math.min(type.maxPerOrder, type.remaining) }];
      requireDone(await ledger.hold({ orderId, idempotencyKey: orderId, selection, holdMs }));
    }
  } finally {
    close();
  }
}

function openLedger({ env }: Pick<Stack, 'env'>) {
  const redis = new Redis(env.LEDGER_URL ?? '');
  const ledger = createLedger({ redis, eventId: env.EVENT_ID ?? 'event' });
  return { ledger, close: () => redis.disconnect() };
}

/** The courier carries it into the ledger a moment after it starts. */
async function waitForCatalogue(ledger: Pick<ReturnType<typeof createLedger>, 'getAvailability'>): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  while ((await ledger.getAvailability()).catalogueVersion === 0) {
    if (Date.now() > giveUpAt) throw new Error('No ticket types reached the ledger within 30 s.');
    await pause(50);
  }
}
