import type { OrderPayment } from '../payments/attempt.ts';
import type { Refund, RefundReason } from '../payments/refund.ts';

/** What the order's page has to add after somebody came back from paying, or could not begin. Part of its address. */
export const paymentNotices = [
  'left',
  'not-approved',
  'declined',
  'seats-gone',
  'given-up',
  'provider-away',
  'provider-refused',
] as const;
export type PaymentNotice = (typeof paymentNotices)[number];

export function parsePaymentNotice(text: string | null): PaymentNotice | null {
  return paymentNotices.find((notice) => notice === text) ?? null;
}

/** Each says whether money moved, and how to go on. `held`: the seats are still this order's. */
export function describePaymentNotice(notice: PaymentNotice, isHeld: boolean): string {
  const seats = isHeld ? ' The seats are still yours until the time shown.' : '';
  switch (notice) {
    case 'left':
      return `You left PayPal before paying. Nothing was taken.${seats}`;
    case 'not-approved':
      return `PayPal says that you have not approved the payment. Nothing was taken.${seats}`;
    case 'declined':
      return `PayPal declined the payment. Nothing was taken.${seats} Try again, and choose another card or account at PayPal.`;
    case 'seats-gone':
      return 'You approved the payment after the time for these seats was over, and others have them now. Nothing was taken.';
    case 'given-up':
      return `That payment was given up before it was made. Nothing was taken by it.${seats}`;
    case 'provider-away':
      return `PayPal does not answer at the moment. Nothing was taken.${seats} Try again in a minute.`;
    case 'provider-refused':
      return `PayPal would not begin the payment, and it is not your doing. Nothing was taken, and we have been told.${seats}`;
  }
}

/** What a confirmed order's page has to say about its money; null where all is as it should be. */
export function describeTrouble(payment: OrderPayment | null, amount: string): string | null {
  switch (payment?.state) {
    case 'DISPUTED':
      return `PayPal was asked to give ${amount} back. Until PayPal has decided, your registration stays as it is, and it cannot be cancelled here.`;
    case 'REVERSED':
      return `${amount} has gone back to whoever paid, by way of PayPal or a bank. The organizers will write to you about your registration.`;
    default:
      return null;
  }
}

/** Said before where the money is, where that is not plain from the order itself. */
const becauseOf: Record<RefundReason, string> = {
  cancelled: '',
  ticket_cancelled: 'A ticket was cancelled. ',
  goodwill: 'The organizers send back a part of what you paid. ',
  not_accepted: 'The payment could not be accepted. ',
  no_seats: 'A payment came when the seats were gone already. ',
  duplicate: 'A second payment came for this order, which was paid already. ',
  order_cancelled: 'A payment came when the order was cancelled already. ',
  superseded: 'A payment came for an earlier choice, after you had chosen again. ',
};

type RefundWords = {
  /** With its currency. */
  amount: string;
  /** Writes an instant's date. */
  day: (at: number) => string;
  isByTransfer: boolean;
};

/** Where the money of one refund is, and what happens next. */
export function describeRefund(refund: Refund, words: RefundWords): string {
  const progress = words.isByTransfer ? describeTransferBack(refund, words) : describeProgress(refund, words);
  return `${becauseOf[refund.reason]}${progress}`;
}

/** What came by bank transfer is never PayPal's to send back: a person does it, whatever the refund's state is until then. */
export function isOfTransfer({ attemptId }: Pick<Refund, 'attemptId'>, payment: OrderPayment | null): boolean {
  return payment?.method === 'transfer' && payment.attemptId === attemptId;
}

function describeTransferBack({ state, how, completedAt, updatedAt }: Refund, { amount, day }: RefundWords): string {
  if (state !== 'COMPLETED')
    return `${amount} goes back to you. It came by bank transfer, so the organizers send it by hand; you hear from us once they have.`;
  return `${amount} has gone back to you on ${day(completedAt ?? updatedAt)}${how ? `: ${how}` : '.'}`;
}

function describeProgress(refund: Refund, { amount, day }: RefundWords): string {
  const { state, how, requestedAt, completedAt } = refund;
  switch (state) {
    case 'REQUESTED':
      return `${amount} is on its way back to the PayPal account that paid: we asked PayPal for it on ${day(requestedAt)}. It may take a few days.`;
    case 'PENDING':
      return `${amount} is on its way back to the PayPal account that paid: PayPal is at it since ${day(requestedAt)}. It may take a few days.`;
    case 'COMPLETED': {
      const date = day(completedAt ?? refund.updatedAt);
      if (how) return `${amount} has gone back to you on ${date}, in another way than by PayPal: ${how}`;
      return `${amount} has gone back to the PayPal account that paid, on ${date}.`;
    }
    case 'FAILED':
      return `${amount} could not be sent back by itself. We know, and will send it another way; you need to do nothing.`;
  }
}
