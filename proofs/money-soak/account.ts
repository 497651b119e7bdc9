import { Redis } from 'ioredis';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import { createLedger } from '../../server/ledger/create-ledger.ts';
import { createMailboxClient } from '../../stand-ins/mailbox/mailbox-client.ts';
import { controlOf } from '../paid/buyer.ts';
import type { Bought } from './buy.ts';

export type Account = { open: string[]; wrong: string[]; states: Record<string, number> };

const takenStates = ['COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED'];

/** Who has what by PayPal's books, the ledger and the mailbox: `open` is on its way, `wrong` is what must never be. */
export async function takeAccount(stack: Stack, bought: Bought[]): Promise<Account> {
  const redis = new Redis(stack.env.LEDGER_URL ?? '');
  try {
    const ledger = createLedger({ redis, eventId: stack.env.EVENT_ID ?? 'event' });
    const { tasks } = await ledger.check();
    const withTask = new Set(tasks.map(({ orderId }) => orderId));
    const { orders: books } = await controlOf(stack).ledger();
    const mails = await createMailboxClient(`http://127.0.0.1:${stack.ports.mailbox}`).list();
    const mailed = new Set(mails.filter(({ subject }) => /confirmed|ticket/i.test(subject)).flatMap(({ to }) => to));
    const account: Account = { open: [], wrong: [], states: {} };
    for (const { orderId, email, manner } of bought) {
      const order = await ledger.getOrder(orderId);
      const ours = books.filter(({ invoiceId }) => invoiceId?.startsWith(`${orderId}-`));
      const taken = ours.flatMap(({ captures }) => captures).filter(({ status }) => takenStates.includes(status));
      const state = order?.state ?? 'none';
      const about = `${orderId} (${manner}) is ${state}, its payment ${order?.payment?.state}, PayPal took money ${taken.length} times`;
      account.states[state] = (account.states[state] ?? 0) + 1;
      if (taken.length > 1) account.wrong.push(about);
      if (state === 'CONFIRMED' && taken.length !== 1) account.wrong.push(about);
      const isBack = taken.every(({ status }) => status === 'REFUNDED');
      if (state !== 'CONFIRMED' && taken.length > 0 && !isBack && !withTask.has(orderId)) account.open.push(about);
      const isApproved = ours.some(({ status }) => status === 'APPROVED');
      if (isApproved && state !== 'EXPIRED') account.open.push(about);
      if (['COMMITTING', 'PAYMENT_PENDING'].includes(state)) account.open.push(about);
      if (manner !== 'leaves' && state === 'CONFIRMED' && !mailed.has(email))
        account.open.push(`${about}, and no mail`);
      if (manner === 'cancels' && state === 'CONFIRMED') account.open.push(about);
    }
    return account;
  } finally {
    redis.disconnect();
  }
}

/** An organizer's word, as no attendee may cancel in every conference. */
export async function cancelOrder(stack: Stack, orderId: string): Promise<void> {
  const redis = new Redis(stack.env.LEDGER_URL ?? '');
  try {
    const ledger = createLedger({ redis, eventId: stack.env.EVENT_ID ?? 'event' });
    const by = { id: 'soak', name: 'Soak', email: 'soak@example.org' };
    const done = await ledger.cancel({ orderId, act: { requestId: orderId, by, note: null } });
    if (!done.ok) throw new Error(`${orderId} cannot be cancelled: ${done.reason}`);
  } finally {
    redis.disconnect();
  }
}
