import { Redis } from 'ioredis';
import type { Stack } from '../scripts/stack/start-stack.ts';
import { createLedger } from '../server/ledger/create-ledger.ts';
import { createOrderId } from '../server/orders/create-order-service.ts';
import { waitUntil } from './journeys/checks.ts';
import { type Buyer, createBuyer, isConfirmed, readBooksOf, wordsOf } from './paid/buyer.ts';
import { capture, createApproved, openPayPal } from './paid/shop-without-intents.ts';
import { type Proof, type ProofContext, require } from './proof.ts';
import { checkLedger } from './site/check-ledger.ts';
import { letLedgerHesitate } from './site/let-ledger-hesitate.ts';
import { requireOwnSite } from './site/require-own-site.ts';
import { setCapacity } from './site/set-capacity.ts';
import { atOnce } from './visitors/at-once.ts';
import type { VisitedPage } from './visitors/create-visitor.ts';

const crowd = 50;
const quota = { quotaId: 'main', ticketTypeId: 'standard' };
/** Long enough for fifty to get to PayPal, and over before `setCapacity` loses its patience. The courier looks only after two minutes. */
const holdMinutes = 0.4;

export default {
  claim: `Of ${crowd} buyers who approve a payment for the last seat at the same time one is charged and confirmed; nothing is taken from the other ${crowd - 1}, and each is told so.`,
  seconds: 75,
  async run(context) {
    const stack = await context.startStack({
      only: ['ledger', 'redis', 'lake', 'paypal', 'web', 'courier', 'nginx'],
      // Without webhooks: they would be there before the crowd that is to meet.
      env: { TRUSTED_PROXIES: '127.0.0.1', HOLD_MINUTES: String(holdMinutes), PAYPAL_STAND_IN_WEBHOOK_ID: '' },
    });
    await requireOwnSite(stack);
    const buyers = await gatherAtPayPal(context, stack);
    await approveAtOnce(context, stack, buyers);
    await showControl(context, stack);
  },
} satisfies Proof;

type AtPayPal = { buyer: Buyer; page: VisitedPage };

/** Everybody holds a seat and goes to PayPal; then their time is over, and one seat is left. */
async function gatherAtPayPal({ print }: ProofContext, stack: Stack): Promise<AtPayPal[]> {
  await setCapacity(stack, { ...quota, capacity: crowd, left: crowd });
  const startedAt = performance.now();
  const numbers = Array.from({ length: crowd }, (_, number) => number);
  const atPayPal = await atOnce(10, numbers, async (number) => {
    const buyer = createBuyer(stack, number);
    await buyer.fillIn();
    return { buyer, page: await buyer.goToPayPal() };
  });
  const seconds = (performance.now() - startedAt) / 1000;
  print(`${crowd} buyers are at PayPal after ${seconds.toFixed(1)} s, each with a seat held for ${holdMinutes * 60} s`);
  await setCapacity(stack, { ...quota, capacity: crowd, left: crowd });
  await setCapacity(stack, { ...quota, capacity: 1, left: 1 });
  print('the time of all of them is over, and one seat is left');
  return atPayPal;
}

async function approveAtOnce({ print }: ProofContext, stack: Stack, buyers: AtPayPal[]): Promise<void> {
  const [waiting, pages] = await letLedgerHesitate(stack, crowd, () =>
    Promise.all(buyers.map(({ buyer, page }) => buyer.approve(page))),
  );
  print(`all approve and return: ${waiting} met at the ledger's door`);

  const confirmed = pages.filter(isConfirmed);
  require(confirmed.length === 1, `${confirmed.length} buyers read that they are confirmed`);
  const isTold = (page: VisitedPage) => page.html.includes('others have them now. Nothing was taken.');
  const untold = pages.find((page) => !isConfirmed(page) && !isTold(page));
  require(!untold, `a buyer without a seat was told: ${untold && wordsOf(untold)}`);
  const books = await readBooksOf(
    stack,
    buyers.map(({ buyer }) => buyer.orderId()),
  );
  const charged = books.filter(({ captures }) => captures > 0);
  require(charged.length === 1 && charged[0]?.captures === 1, `PayPal took money from ${charged.length} buyers`);
  const { isClean, report } = await checkLedger(stack);
  require(isClean, `ledger:check found something:\n${report}`);
  require(/^main +1 +0 +1 +0$/m.test(report), `the ledger does not say 1 of 1 sold:\n${report}`);
  print(
    `1 confirmed, ${crowd - 1} told that nothing was taken; by PayPal's books 1 capture; ledger:check: everything adds up`,
  );
}

/** A shop that looks for a seat, takes the money, then takes the seat: right when alone, wrong in a crowd. */
async function showControl({ print }: ProofContext, stack: Stack): Promise<void> {
  const paypal = openPayPal(stack);
  const redis = new Redis(stack.env.LEDGER_URL ?? '');
  const ledger = createLedger({ redis, eventId: stack.env.EVENT_ID ?? 'event' });
  const readLeft = async (): Promise<number> => {
    const { ticketTypes } = await ledger.getAvailability();
    return ticketTypes.find(({ ticketTypeId }) => ticketTypeId === quota.ticketTypeId)?.remaining ?? 0;
  };
  const buy = async (paypalOrderId: string): Promise<boolean> => {
    if ((await readLeft()) < 1) return false;
    await capture(paypal, paypalOrderId);
    const orderId = createOrderId();
    const selection = [{ ticketTypeId: quota.ticketTypeId, quantity: 1 }];
    await ledger.hold({ orderId, idempotencyKey: orderId, selection, holdMs: 600_000 });
    return true;
  };
  try {
    const offerOneMore = async (capacity: number) => {
      await setCapacity(stack, { ...quota, capacity, left: 1 });
      // The site's word may be a second old, from when there was one seat before: only the ledger's own counts here.
      await waitUntil(async () => (await readLeft()) === 1, 'the ledger does not offer the seat');
    };
    await offerOneMore(2);
    let alone = 0;
    for (let number = 0; number < 5; number++) if (await buy(await createApproved(stack, paypal))) alone += 1;
    require(alone === 1, `the control, one buyer after the other, charged ${alone}`);
    await offerOneMore(3);
    const approved = await atOnce(10, Array.from({ length: crowd }), () => createApproved(stack, paypal));
    const charged = (await Promise.all(approved.map(buy))).filter(Boolean).length;
    require(charged > 1, `the control charged ${charged}: this crowd would not have caught it`);
    print(
      `control (look, charge, take the seat): one buyer after the other charges 1, the crowd charges ${charged} for the last seat`,
    );
  } finally {
    redis.disconnect();
  }
}
