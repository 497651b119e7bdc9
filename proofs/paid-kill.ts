import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from '../scripts/stack/start-stack.ts';
import { type Buyer, controlOf, createBuyer, isConfirmed, readBooksOf, wordsOf } from './paid/buyer.ts';
import { capture, createApproved, openPayPal } from './paid/shop-without-intents.ts';
import { type Proof, type ProofContext, require } from './proof.ts';
import { checkLedger } from './site/check-ledger.ts';
import { requireOwnSite } from './site/require-own-site.ts';

const setting = {
  only: ['ledger', 'redis', 'lake', 'paypal', 'web', 'courier', 'nginx'] as const,
  // One worker, so that it is known which one has the request in its hands.
  webInstances: 1,
  // Without webhooks: what nobody tells must be found out all the same.
  env: { TRUSTED_PROXIES: '127.0.0.1', PAYPAL_STAND_IN_WEBHOOK_ID: '' },
};
/** The courier looks after 25 s at what was being captured; then it has work for a moment. */
const courierPatienceMs = 60_000;

/** The worker's request is at PayPal: it has had no effect yet, and never will, or it has had it and the answer is lost. */
const moments = ['before', 'after'] as const;

export default {
  claim:
    'Whenever kill -9 ends the worker, before and after PayPal makes the order, before and after it takes the money: one capture and one confirmed order each, whether or not the buyer comes back.',
  seconds: 75,
  async run(context) {
    const stack = await context.startStack(setting);
    await requireOwnSite(stack);
    const buyers = [
      ...(await killAtCreate(context, stack)),
      ...(await killAtCapture(context, stack)),
      ...(await killWhoNeverReturns(context, stack)),
    ];
    await requireOnePayment(context, stack, buyers);
    await showControl(context, stack);
  },
} satisfies Proof;

async function killAtCreate({ print }: ProofContext, stack: Stack): Promise<Buyer[]> {
  const buyers: Buyer[] = [];
  for (const when of moments) {
    const buyer = createBuyer(stack, buyers.length);
    await buyer.fillIn();
    await controlOf(stack).plan({ operation: 'create', fault: { kind: 'timeout', when } });
    const going = buyer.goToPayPal();
    await killOnceAsked(stack);
    const page = await buyer.approve(await going);
    require(buyer.troubles() > 0, `the kill ${when} create was felt by nobody`);
    require(isConfirmed(page), `after a kill ${when} create the buyer reads: ${wordsOf(page)}`);
    print(`killed ${when} create: the same press again led to PayPal, and the order is confirmed`);
    buyers.push(buyer);
  }
  return buyers;
}

async function killAtCapture({ print }: ProofContext, stack: Stack): Promise<Buyer[]> {
  const buyers: Buyer[] = [];
  for (const when of moments) {
    const buyer = createBuyer(stack, 10 + buyers.length);
    await buyer.fillIn();
    const atPayPal = await buyer.goToPayPal();
    await controlOf(stack).plan({ operation: 'capture', fault: { kind: 'timeout', when } });
    const returning = buyer.approve(atPayPal);
    await killOnceAsked(stack);
    const page = await returning;
    require(buyer.troubles() > 0, `the kill ${when} capture was felt by nobody`);
    require(isConfirmed(page), `after a kill ${when} capture the buyer reads: ${wordsOf(page)}`);
    print(`killed ${when} capture: the return page, loaded again, says confirmed`);
    buyers.push(buyer);
  }
  return buyers;
}

/** One blow ends both payments, one on either side of the capture, and nobody looks again but the courier. */
async function killWhoNeverReturns({ print }: ProofContext, stack: Stack): Promise<Buyer[]> {
  const control = controlOf(stack);
  const buyers = moments.map((_, index) => createBuyer(stack, 20 + index));
  const givenUp = new AbortController();
  for (const [index, when] of moments.entries()) {
    const buyer = buyers[index] as Buyer;
    await buyer.fillIn();
    const atPayPal = await buyer.goToPayPal();
    const paypalOrderId = new URL(atPayPal.url).searchParams.get('token') ?? '';
    const { orders } = await control.ledger({ orderId: paypalOrderId });
    await control.approve(paypalOrderId);
    await control.plan({ operation: 'capture', orderId: paypalOrderId, fault: { kind: 'timeout', when } });
    // A return whose browser is closed by the time the answer comes.
    fetch(orders[0]?.returnUrl ?? '', { signal: givenUp.signal }).catch(() => undefined);
  }
  await killOnceAsked(stack);
  givenUp.abort();
  const startedAt = performance.now();
  for (const buyer of buyers) {
    for (;;) {
      if (isConfirmed(await buyer.openOrder())) break;
      require(performance.now() - startedAt < courierPatienceMs, 'nobody returned, and the courier has not settled it');
      await pause(250);
    }
  }
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  print(`killed before and after capture with nobody returning: the courier confirmed both, ${seconds} s later`);
  return buyers;
}

/** Kills the worker once its requests hang at PayPal by the faults that were planned. */
async function killOnceAsked(stack: Stack): Promise<void> {
  const control = controlOf(stack);
  const giveUpAt = Date.now() + 9_000;
  // A fault is used up by the request that meets it.
  while ((await control.faults()).length > 0) {
    require(Date.now() < giveUpAt, 'no request came to PayPal');
    await pause(20);
  }
  await stack.kill('web', 'SIGKILL');
  await stack.waitUntilReady('web');
}

async function requireOnePayment({ print }: ProofContext, stack: Stack, buyers: Buyer[]): Promise<void> {
  const books = await readBooksOf(
    stack,
    buyers.map((buyer) => buyer.orderId()),
  );
  for (const { orderId, captures } of books)
    require(captures === 1, `PayPal took money ${captures} times for ${orderId}`);
  const { isClean, report } = await checkLedger(stack);
  require(isClean, `ledger:check found something:\n${report}`);
  const isExact =
    new RegExp(`^CONFIRMED +${buyers.length}$`, 'm').test(report) && !/^(HELD|PAYING|COMMITTING) /m.test(report);
  require(isExact, `there are not ${buyers.length} confirmed orders and no other:\n${report}`);
  print(`${buyers.length} kills: by PayPal's books one capture for each order; ledger:check: everything adds up`);
}

/** What the same blow does where nothing is written down before PayPal is asked: the buyer, asked again, pays again. */
async function showControl({ print }: ProofContext, stack: Stack): Promise<void> {
  const hasty = openPayPal(stack, 500);
  const control = controlOf(stack);
  const first = await createApproved(stack, hasty);
  await control.plan({ operation: 'capture', orderId: first, fault: { kind: 'timeout', when: 'after' } });
  await capture(hasty, first);
  const second = await createApproved(stack, hasty);
  await capture(hasty, second);
  const { orders } = await control.ledger();
  const captures = orders.filter(({ id }) => id === first || id === second).flatMap((order) => order.captures);
  require(captures.length ===
    2, `the control took money ${captures.length} times: these books would not have shown it`);
  print(`control, a shop that writes nothing down first: ${captures.length} captures for one ticket`);
}
