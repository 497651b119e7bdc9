import type { Order } from '../orders/order.ts';
import { describeTransfer } from '../orders/transfer-words.ts';
import { formatDay, toZonedDate } from '../zoned-time.ts';

type TransferWords = {
  subject: string;
  heading: string;
  paragraphs: string[];
  /** What has to be copied into the bank's form. */
  facts: [name: string, value: string][];
};
type Occasion = { order: Order; event: string; timeZone: string };

/** What buyers read in mails about an order that is paid by bank transfer. */
export const transferWords = {
  'transfer-awaited': ({ order, event, timeZone }: Occasion): TransferWords => ({
    subject: `Your invoice for ${event}`,
    heading: 'Pay by bank transfer',
    paragraphs: [
      `Your seats at ${event} are kept for you. Transfer the amount below so that it is here by ${dayOf(order.transfer?.dueAt, timeZone)}, and write the reference: by it we know whose money it is. The invoice is attached.`,
      'The tickets come by mail once the money is here. If you pay with PayPal on the page of your order instead, do not transfer anything.',
    ],
    facts: factsOf(order),
  }),
  'transfer-overdue': ({ order, event, timeZone }: Occasion): TransferWords => ({
    subject: `Overdue: your payment for ${event}`,
    heading: 'Your transfer has not come yet',
    paragraphs: [
      `It was due ${dayOf(order.transfer?.dueAt, timeZone)}. Your seats are kept until ${dayOf(order.transfer?.endsAt, timeZone)}; after that they go back to everybody.`,
      'If you have sent it in the last few days, you need to do nothing: banks take their time. If you do not want to come any more, you can let the seats go on the page of your order.',
    ],
    facts: factsOf(order),
  }),
  'transfer-ended': ({ order, event }: Occasion): TransferWords => {
    const isUnpaid = order.expiryReason === 'unpaid';
    const isCredited = order.documents.some(({ kind }) => kind === 'credit_note');
    return {
      subject: `${isUnpaid ? 'Not paid in time' : 'Called off'}: your order for ${event}`,
      heading: isUnpaid ? 'The transfer did not come in time' : 'Your order is called off',
      paragraphs: [
        `The seats went back to everybody, and you owe nothing${isCredited ? ': a credit note takes the invoice back' : ''}. Please do not transfer anything any more; if you have, write to us.`,
        'Perhaps the seats can still be had: open your order to try again.',
      ],
      facts: [],
    };
  },
};

function dayOf(at: number | null | undefined, timeZone: string): string {
  return at ? formatDay(toZonedDate(at, timeZone)) : 'the day that was agreed on';
}

function factsOf(order: Order): TransferWords['facts'] {
  return order.transfer ? describeTransfer(order, order.transfer.bank) : [];
}
