import type { Conference } from '../conference.ts';
import { formatMoney } from '../money.ts';
import type { Order } from '../orders/order.ts';
import { describeRefund, isOfTransfer } from '../orders/payment-words.ts';
import { savedCents } from '../orders/voucher.ts';
import { describeVat } from '../vat.ts';
import { formatDateRange, formatMoment, toZonedDate } from '../zoned-time.ts';
import { bringsTickets, type MailKind } from './mail-kinds.ts';
import { isolate, plainLine } from './plain-line.ts';
import type { Recipient } from './recipients.ts';
import { transferWords } from './transfer-words.ts';

/** A mail's words, before they become plain text or HTML. */
export type MailContent = {
  subject: string;
  heading: string;
  paragraphs: string[];
  facts: [name: string, value: string][];
  tickets: { registrationId: string; typeName: string; holder: string }[];
  button: { label: string; url: string } | null;
  /** Small print. */
  closing: string[];
};

export type MailOccasion = {
  kind: MailKind;
  order: Order;
  recipient: Recipient;
  conference: Conference;
  /** The order's page. Only ever in the buyer's mail. */
  orderUrl: string;
  /** What the organizers have added to mails of this kind. */
  added?: string[];
};

export function writeMail(occasion: MailOccasion): MailContent {
  const { kind, order, recipient, conference } = occasion;
  const event = isolate(conference.name);
  const words = recipient.isBuyer ? buyerWords[kind](occasion, event) : attendeeWords(occasion, event);
  const tickets = bringsTickets(kind) || isCancellation(kind) ? listTickets(order, recipient) : [];
  const contact = conference.contactEmail ? `Questions? Write to ${conference.contactEmail}.` : null;
  const why = recipient.isBuyer
    ? `You get this mail because this address was given when order ${order.id} was made.`
    : `You get this mail because ${isolate(order.buyer?.name ?? 'somebody')} registered you with this address.`;
  const paragraphs = [...words.paragraphs, ...(occasion.added ?? [])];
  return { ...words, paragraphs, tickets, closing: [...(contact ? [contact] : []), why] };
}

type Words = Pick<MailContent, 'subject' | 'heading' | 'paragraphs' | 'facts' | 'button'>;

const buyerWords: Record<MailKind, (occasion: MailOccasion, event: string) => Words> = {
  confirmed: (occasion, event) => {
    const isOne = occasion.recipient.registrationIds.length === 1;
    return {
      subject: `Your ${isOne ? 'ticket' : 'tickets'} for ${event}`,
      heading: 'Your registration is confirmed',
      paragraphs: [
        `See you at ${event}. Show the ${isOne ? 'code' : 'codes'} below at the door, on paper or on your phone.`,
        'The link to your order is your key to it: whoever has it can see and cancel the order. Do not pass this mail on; each ticket is in the PDF, on a page of its own.',
      ],
      facts: [...eventFacts(occasion), ...orderFacts(occasion)],
      button: { label: 'Open your order', url: occasion.orderUrl },
    };
  },
  cancelled: (occasion, event) => ({
    subject: `Cancelled: your registration for ${event}`,
    heading: 'Your registration is cancelled',
    paragraphs: [
      ...(occasion.order.cancelledBy === 'organizer' ? [`The organizers of ${event} cancelled it.`] : []),
      ...whatBecomesOfTheMoney(occasion),
      'The codes of this order do not open the door any more.',
    ],
    facts: orderFacts(occasion),
    button: { label: 'Open your order', url: occasion.orderUrl },
  }),
  'ticket-cancelled': (occasion, event) => ({
    subject: `Cancelled: a ticket of your order for ${event}`,
    heading: 'A ticket of your order is cancelled',
    paragraphs: [
      'Its code, named below, does not open the door any more. Your other tickets stay as they are.',
      ...whatBecomesOfTheMoney(occasion),
    ],
    facts: orderFacts(occasion),
    button: { label: 'Open your order', url: occasion.orderUrl },
  }),
  'refund-begun': (occasion, event) => ({
    subject: `Money is on its way back to you: ${event}`,
    heading: 'Money is on its way back to you',
    paragraphs: [...whatBecomesOfTheMoney(occasion), 'We write again once it is done.'],
    facts: orderFacts(occasion),
    button: { label: 'Open your order', url: occasion.orderUrl },
  }),
  refund: (occasion, event) => {
    // What was heard of last is what this mail is about.
    const known = occasion.order.refunds.filter(({ state }) => state === 'COMPLETED' || state === 'FAILED');
    const [last] = known.toSorted((a, b) => b.updatedAt - a.updatedAt);
    const isBack = last?.state === 'COMPLETED';
    return {
      subject: `${isBack ? 'Refunded' : 'Your refund is delayed'}: ${event}`,
      heading: isBack ? 'Your money is back' : 'Your refund takes longer',
      paragraphs: whatBecomesOfTheMoney(occasion),
      facts: orderFacts(occasion),
      button: { label: 'Open your order', url: occasion.orderUrl },
    };
  },
  'payment-pending': (occasion, event) => ({
    subject: `PayPal is checking your payment for ${event}`,
    heading: 'PayPal is still checking your payment',
    paragraphs: [
      'Your seats are kept until PayPal knows. That may take a few days; you need to do nothing, and we write as soon as it is decided.',
    ],
    facts: orderFacts(occasion),
    button: { label: 'Open your order', url: occasion.orderUrl },
  }),
  corrected: (occasion, event) => ({
    subject: `A corrected ticket for ${event}`,
    heading: 'A ticket of yours was corrected',
    paragraphs: [
      `The organizers of ${event} corrected whom the ticket below is for. Its code is a new one: the code that was sent before does not open the door any more.`,
    ],
    facts: [...eventFacts(occasion), ...orderFacts(occasion)],
    button: { label: 'Open your order', url: occasion.orderUrl },
  }),
  'transfer-awaited': (occasion, event) => aboutTransfer('transfer-awaited', occasion, event),
  'transfer-overdue': (occasion, event) => aboutTransfer('transfer-overdue', occasion, event),
  'transfer-ended': (occasion, event) => aboutTransfer('transfer-ended', occasion, event),
  'payment-denied': (occasion, event) => ({
    subject: `Your payment for ${event} did not go through`,
    heading: 'PayPal did not accept the payment',
    paragraphs: [
      'Nothing was taken, and the seats went back to everybody. Perhaps they can still be had: open your order to try again.',
    ],
    facts: orderFacts(occasion),
    button: { label: 'Open your order', url: occasion.orderUrl },
  }),
};

const isCancellation = (kind: MailKind) => kind === 'cancelled' || kind === 'ticket-cancelled';

function aboutTransfer(kind: keyof typeof transferWords, occasion: MailOccasion, event: string): Words {
  const { order, orderUrl, conference } = occasion;
  const { facts, ...words } = transferWords[kind]({ order, event, timeZone: conference.timeZone });
  const button = { label: 'Open your order', url: orderUrl };
  return { ...words, facts: [...facts, ...orderFacts(occasion)], button };
}

function attendeeWords(occasion: MailOccasion, event: string): Words {
  if (isCancellation(occasion.kind)) {
    return {
      subject: `Cancelled: your ticket for ${event}`,
      heading: 'Your ticket is cancelled',
      paragraphs: [`${whoCancelled(occasion, event)} The code of your ticket does not open the door any more.`],
      facts: [],
      button: null,
    };
  }
  if (occasion.kind === 'corrected') {
    return {
      subject: `Your corrected ticket for ${event}`,
      heading: 'Here is your corrected ticket',
      paragraphs: [
        `See you at ${event}. Show the code below at the door. If you have had a ticket with this number before, its code does not open the door any more.`,
      ],
      facts: eventFacts(occasion),
      button: null,
    };
  }
  return {
    subject: `Your ticket for ${event}`,
    heading: 'Here is your ticket',
    paragraphs: [`See you at ${event}. Show the code below at the door, on paper or on your phone.`],
    facts: eventFacts(occasion),
    button: null,
  };
}

/** Of one ticket it is not kept who did it: its order stays, and its audit is the organizers'. */
function whoCancelled({ kind, order }: MailOccasion, event: string): string {
  if (kind === 'ticket-cancelled')
    return `It was cancelled by whoever made the order, or by the organizers of ${event}.`;
  return `${order.cancelledBy === 'organizer' ? `The organizers of ${event} have` : 'Whoever made the order has'} cancelled it.`;
}

function listTickets(order: Order, { registrationIds }: Recipient): MailContent['tickets'] {
  return order.registrations
    .filter(({ id }) => registrationIds.includes(id))
    .map(({ id, ticketTypeId, attendee }) => ({
      registrationId: id,
      typeName: plainLine(order.lines.find((line) => line.ticketTypeId === ticketTypeId)?.name ?? 'Ticket'),
      holder: isolate(attendee?.name ?? ''),
    }));
}

function eventFacts({ conference }: MailOccasion): MailContent['facts'] {
  const { venue } = conference;
  return [
    ['When', formatDateRange(conference.startsOn, conference.endsOn)],
    ...(venue ? [['Where', isolate(`${venue.name}, ${venue.address}`)] as [string, string]] : []),
  ];
}

function orderFacts({ order, conference }: MailOccasion): MailContent['facts'] {
  const at = (instant: number) => formatMoment(instant, conference.timeZone, 0);
  const facts: MailContent['facts'] = [['Order', order.id]];
  if (order.confirmedAt) facts.push(['Confirmed', at(order.confirmedAt)]);
  if (order.cancelledAt) facts.push(['Cancelled', at(order.cancelledAt)]);
  const price = order.totalCents === 0 ? 'Free' : formatMoney(order.totalCents, order.currency);
  const vat = describeVat(order.lines, order.currency);
  facts.push(['Price', vat ? `${price}. ${vat}` : price]);
  if (order.voucher) facts.push(['Voucher', describeVoucher(order)]);
  for (const { kind, number } of order.documents) facts.push([kind === 'invoice' ? 'Invoice' : 'Credit note', number]);
  return facts;
}

function describeVoucher({ voucher, lines, currency }: Order): string {
  const saved = savedCents(lines);
  const code = plainLine(voucher?.code ?? '');
  return saved === 0 ? code : `${code}, ${formatMoney(saved, currency)} off`;
}

/** A sentence or two for each amount that goes back, the oldest first. */
function whatBecomesOfTheMoney({ order, conference }: MailOccasion): string[] {
  const day = (at: number) => {
    const date = toZonedDate(at, conference.timeZone);
    return formatDateRange(date, date);
  };
  if (order.refunds.length > 0)
    return order.refunds.map((refund) => {
      const amount = formatMoney(refund.amountCents, refund.currency);
      return describeRefund(refund, { amount, day, isByTransfer: isOfTransfer(refund, order.payment) });
    });
  if (order.totalCents === 0) return ['It was free, so no money has to go back. You need to do nothing more.'];
  return ['We look after the money you paid and write to you again; you need to do nothing.'];
}
