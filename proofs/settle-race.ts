import { Redis } from 'ioredis';
import type { Stack } from '../scripts/stack/start-stack.ts';
import { waitUntil } from './journeys/checks.ts';
import { type Buyer, controlOf, createBuyer, isConfirmed, readBooksOf, wordsOf } from './paid/buyer.ts';
import { waitForMail } from './paid/mail.ts';
import { type Proof, type ProofContext, require } from './proof.ts';
import { checkLedger } from './site/check-ledger.ts';
import { letLedgerHesitate } from './site/let-ledger-hesitate.ts';
import { requireOwnSite } from './site/require-own-site.ts';

const returns = 25;
const presses = 9;
const webhooks = 16;
const crowd = returns + presses + webhooks;
/** The local PayPal sends so many at a time; the others come as these are answered. */
const webhooksAtOnce = 8;
const patienceMs = 30_000;
const only = ['ledger', 'redis', 'lake', 'paypal', 'mailbox', 'web', 'courier', 'nginx'] as const;

export default {
  claim: `However many settle one payment at the same time (${returns} return pages, ${presses} presses of the button, ${webhooks} webhooks, the courier): one capture, one confirmation, one mail.`,
  seconds: 75,
  async run(context) {
    const stack = await openShop(context, { timeFactor: 0.01 });
    const { buyer, customId, met } = await settleAtOnce(context, stack, 1);
    const seen = await account(stack, buyer);
    require((await stack.logs('courier')).includes(customId), 'the courier was not there');
    require(seen.captures === 1, `PayPal took money ${seen.captures} times`);
    require(seen.confirmations === 1 &&
      seen.mails === 1, `${seen.confirmations} confirmations and ${seen.mails} mails`);
    require(seen.isClean, `ledger:check found something:\n${seen.report}`);
    context.print(
      `${crowd} and the courier settle one payment, ${met} met at the ledger's door: 1 capture, 1 confirmation, 1 mail; ledger:check: everything adds up`,
    );
    await stack.stop();
    await showControl(context);
  },
} satisfies Proof;

/** With a factor of 0.01 the courier looks after a second, not after two minutes, so that it is there too. */
async function openShop(
  context: ProofContext,
  { timeFactor, nodeArgs = [] }: { timeFactor: number; nodeArgs?: string[] },
): Promise<Stack> {
  const stack = await context.startStack({
    only,
    webInstances: 3,
    nodeArgs,
    env: { TRUSTED_PROXIES: '127.0.0.1', PAYMENT_TIME_FACTOR: String(timeFactor) },
  });
  await requireOwnSite(stack);
  return stack;
}

/** Somebody approves, and everybody who may settle it does so at the same moment. */
async function settleAtOnce({ print }: ProofContext, stack: Stack, number: number) {
  const control = controlOf(stack);
  const buyer = createBuyer(stack, number);
  await buyer.fillIn();
  const atPayPal = await buyer.goToPayPal();
  const paypalOrderId = new URL(atPayPal.url).searchParams.get('token') ?? '';
  const { orders } = await control.ledger({ orderId: paypalOrderId });
  const { returnUrl = null, customId = null } = orders[0] ?? {};
  require(returnUrl !== null && customId !== null, 'PayPal does not know where the buyer returns to');
  // PayPal's own event would be there before the crowd.
  await control.webhooks.plan({ eventType: 'CHECKOUT.ORDER.APPROVED', customId, plan: { kind: 'drop' } });
  const resource = { id: paypalOrderId, purchase_units: [{ custom_id: customId }] };
  const event = { eventType: 'CHECKOUT.ORDER.APPROVED', resourceType: 'checkout-order', resource };

  const [met] = await letLedgerHesitate(stack, returns + presses + webhooksAtOnce, async () => {
    await control.approve(paypalOrderId);
    await Promise.all([
      ...Array.from({ length: returns }, () => fetch(returnUrl).then((response) => response.text())),
      // Whoever is told that it is paid is not led to PayPal, and that is no failure here.
      ...Array.from({ length: presses }, () => buyer.goToPayPal().catch(() => null)),
      ...Array.from({ length: webhooks }, () => control.webhooks.invent(event)),
    ]);
  });
  await waitUntil(async () => isConfirmed(await buyer.openOrder()), 'the order is not confirmed', patienceMs);
  const page = await buyer.openOrder();
  require(isConfirmed(page), `the buyer reads: ${wordsOf(page)}`);
  await waitUntil(
    async () => {
      const { events } = await control.webhooks.list();
      return events.every(({ dueAt, sent }) => dueAt === null || sent > 0);
    },
    'not every webhook was sent',
    patienceMs,
  );
  print(`${met} requests met at the ledger's door`);
  return { buyer, customId, met };
}

async function account(stack: Stack, buyer: Buyer) {
  const [books] = await readBooksOf(stack, [buyer.orderId()]);
  const redis = new Redis(stack.env.LEDGER_URL ?? '');
  try {
    const outbox = `{${stack.env.EVENT_ID ?? 'event'}}:outbox`;
    const isRead = async () => {
      const [group] = (await redis.xinfo('GROUPS', outbox)) as unknown[][];
      const fields = Object.fromEntries(
        (group ?? []).flatMap((_, i, all) => (i % 2 === 0 ? [[all[i], all[i + 1]]] : [])),
      );
      return fields.name === 'mail' && fields.pending === 0 && fields.lag === 0;
    };
    await waitForMail(stack, 'buyer-1@example.org', /./);
    await waitUntil(isRead, 'the mailer has not read everything', patienceMs);
    const told = await redis.xrange(outbox, '-', '+');
    const confirmations = told.filter(
      ([, flat]) => flat.includes(buyer.orderId()) && flat.includes('confirmed'),
    ).length;
    const metrics = await (await fetch(`http://127.0.0.1:${stack.ports.courierMetrics}/metrics`)).text();
    const mails = Number(/^foyer_mail_sent_total\{[^}]*kind="confirmed"[^}]*\} (\d+)/m.exec(metrics)?.[1] ?? 0);
    return { captures: books?.captures ?? 0, confirmations, mails, ...(await checkLedger(stack)) };
  } finally {
    redis.disconnect();
  }
}

/** Workers whose ledger first looks whether the money is booked, then books it: right when alone, wrong in a crowd. */
async function showControl(context: ProofContext): Promise<void> {
  const control = new URL('./controls/use-without-compare-and-set.ts', import.meta.url);
  const stack = await openShop(context, { timeFactor: 1, nodeArgs: [`--import=${control.href}`] });
  const { webhooks: events } = controlOf(stack);
  const alone = createBuyer(stack, 2);
  await alone.fillIn();
  // Alone without PayPal's events, too: they settle what the buyer's return settles.
  await events.plan({ times: 100, plan: { kind: 'drop' } });
  require(isConfirmed(await alone.approve(await alone.goToPayPal())), 'the control confirms nobody');
  require((await checkLedger(stack)).isClean, 'the control, with one buyer alone, books wrongly');
  await events.clearPlans();
  const { buyer } = await settleAtOnce(context, stack, 1);
  const seen = await account(stack, buyer);
  require(seen.confirmations > 1, 'the control confirmed once: this crowd would not have caught it');
  require(!seen.isClean, 'the control has booked twice, and ledger:check does not see it');
  context.print(
    `control (look, then write, in two steps): one buyer alone is booked once, the crowd's payment ${seen.confirmations} times; ledger:check finds it`,
  );
}
