import type { Order } from '../../core/orders/order.ts';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import { createMailboxClient } from '../../stand-ins/mailbox/mailbox-client.ts';
import type { LedgerOrder } from '../../stand-ins/paypal/ledger.ts';
import { controlOf, ticketCents } from '../paid/buyer.ts';
import type { Bought } from './buy.ts';
import { type Desk, partBackCents } from './desk.ts';

/** Everybody's books about one buyer. */
export type Books = {
  bought: Bought;
  order: Order | null;
  hasTask: boolean;
  /** PayPal's orders for it. */
  paypal: Pick<LedgerOrder, 'status' | 'captures'>[];
  /** Subjects of the mails to the buyer. */
  mails: string[];
};

/** `open` is on its way, `wrong` is what must never be. */
export type Judgement = { open: string[]; wrong: string[] };

const ordersAtOnce = 200;
const tookMoney = ['COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED'];

/** The ledger's orders first, while the shop goes on: PayPal must have the money for what was confirmed by then. */
export async function readBooks(stack: Stack, { ledger, readTasks }: Desk, bought: Bought[]): Promise<Books[]> {
  const ordered: { bought: Bought; order: Order | null }[] = [];
  for (let from = 0; from < bought.length; from += ordersAtOnce) {
    const page = bought
      .slice(from, from + ordersAtOnce)
      .map(async (one) => ({ bought: one, order: await ledger.getOrder(one.orderId) }));
    ordered.push(...(await Promise.all(page)));
  }
  const withTask = new Set((await readTasks()).map(({ orderId }) => orderId));
  const { orders } = await controlOf(stack).ledger();
  const paypal = Map.groupBy(orders, ({ invoiceId }) => invoiceId?.replace(/-\d+$/, '') ?? '');
  const mails = await createMailboxClient(`http://127.0.0.1:${stack.ports.mailbox}`).list();
  const mailsTo = Map.groupBy(mails, ({ to }) => to[0] ?? '');
  return ordered.map((one) => ({
    ...one,
    hasTask: withTask.has(one.bought.orderId),
    paypal: paypal.get(one.bought.orderId) ?? [],
    mails: (mailsTo.get(one.bought.email) ?? []).map(({ subject }) => subject),
  }));
}

export function judge(books: Books[]): Judgement {
  const judged = books.map(judgeOne);
  return { open: judged.flatMap(({ open }) => open), wrong: judged.flatMap(({ wrong }) => wrong) };
}

function judgeOne({ bought, order, hasTask, paypal, mails }: Books): Judgement {
  const { manner } = bought;
  const captures = paypal.flatMap((each) => each.captures).filter(({ status }) => tookMoney.includes(status));
  const refunds = captures.flatMap((capture) => capture.refunds);
  const backCents = refunds.reduce((sum, { amount }) => sum + Math.round(Number(amount.value) * 100), 0);
  const state = order?.state ?? 'none';
  const about = `${bought.orderId} (${manner}) is ${state}, its payment ${order?.payment?.state}; PayPal took money ${captures.length} times and sent ${backCents} back; mails: ${mails.join(' | ') || 'none'}`;
  const open: string[] = [];
  const wrong: string[] = [];
  const is = (list: string[], so: boolean, what: string) => so && list.push(`${what}: ${about}`);

  is(wrong, order === null, 'the order is lost');
  is(wrong, captures.length > 1, 'paid twice');
  is(wrong, state === 'CONFIRMED' && captures.length === 0, 'confirmed without money');
  is(wrong, manner === 'leaves' && captures.length > 0, 'money of somebody who never said yes');
  is(wrong, backCents > captures.length * ticketCents, 'more sent back than was taken');
  is(wrong, manner !== 'part-back' && refunds.length > 1, 'sent back twice');
  is(wrong, manner === 'part-back' && backCents > partBackCents, 'more sent back than was asked for');

  if (hasTask || manner === 'leaves') {
    is(open, state === 'COMMITTING' || state === 'PAYMENT_PENDING', 'nobody knows yet');
    return { open, wrong };
  }
  is(open, state !== (manner === 'cancelled' ? 'CANCELLED' : 'CONFIRMED'), 'not where its buyer and organizer want it');
  is(open, captures.length === 0, 'approved and not taken');
  const wantedBack = { cancelled: ticketCents, 'part-back': partBackCents, returns: 0, closes: 0 }[manner];
  is(open, backCents !== wantedBack, `${wantedBack} are to go back`);
  is(open, order?.refunds.some((refund) => refund.state !== 'COMPLETED') === true, 'a refund has no end');
  // One who is cancelled at once may hear of that alone: a ticket that is good for nothing any more is not sent.
  const wantedMails = {
    cancelled: [/^Cancelled: /, /^Refunded: /],
    'part-back': [/^Your tickets? for /, /^Refunded: /],
    returns: [/^Your tickets? for /],
    closes: [/^Your tickets? for /],
  }[manner];
  for (const wanted of wantedMails) is(open, !mails.some((subject) => wanted.test(subject)), `no mail ${wanted}`);
  return { open, wrong };
}
