import { randomBytes } from 'node:crypto';
import type { Order } from '../../core/orders/order.ts';
import type { Attempt } from '../../core/payments/attempt.ts';
import type { Logger, PaymentLink, PaymentLinkRefusal, PaymentService, StartRefusalReason } from '../context.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { attemptPath, isAttemptSignature } from './attempt-link.ts';
import type { PayPal } from './paypal.ts';
import type { PayPalSettings } from './paypal-settings.ts';
import type { Settle } from './settle.ts';

export type PaymentServiceParts = {
  ledger: Ledger;
  paypal: PayPal;
  settle: Settle;
  settings: PayPalSettings;
  linkSecret: string;
  publicBaseUrl: string;
  /** What buyers read at PayPal as the name of the shop. */
  getBrandName: () => Promise<string>;
  log: Logger;
};

/** 96 bits: PayPal's request ids are made from it, so it is unique for the whole PayPal account, not for this ledger alone. */
const createAttemptId = () => `p${randomBytes(12).toString('hex')}`;

/** A new attempt where the one at hand turned out to be over; a third is no longer bad luck. */
const attemptsAtMost = 2;
const paidStates: Order['state'][] = ['COMMITTING', 'PAYMENT_PENDING', 'CONFIRMED'];

/** Seats that are kept for a bank transfer may be paid with PayPal all the same. */
const canBePaid = ({ state }: Order) => state === 'PAYING' || state === 'AWAITING_TRANSFER';

type Started = Awaited<ReturnType<PaymentService['start']>>;

/** Paying as the site's routes see it. */
export function createPaymentService(parts: PaymentServiceParts): PaymentService {
  const { ledger, paypal, settle, settings, linkSecret, publicBaseUrl, log } = parts;
  const addressOf = (to: 'return' | 'cancel', id: string) =>
    new URL(attemptPath(to, id, linkSecret), publicBaseUrl).href;

  async function start(orderId: string, attemptsLeft: number): Promise<Started> {
    const begun = await ledger.startPayment({ orderId, attemptId: createAttemptId() });
    if (!begun.ok) {
      const { order, reason } = begun;
      if (order && paidStates.includes(order.state)) return refuse('already_paid', order);
      // None of the others is an answer to this question.
      return refuse(isStartReason(reason) ? reason : 'wrong_state', order);
    }
    const { attempt, order, replayed } = begun;
    if (attempt.state === 'CREATING') return create(attempt, order, attemptsLeft);
    // Begun before. It may have been approved meanwhile by somebody who did not come back; not so after a decline, when PayPal
    // may call it approved with the card that was declined.
    if (!replayed || attempt.declines > 0) return lead(attempt, order);
    const settled = await settle(attempt.id);
    if (!settled) return refuse('not_found', order);
    switch (settled.outcome) {
      case 'not_approved':
        return canBePaid(settled.order) ? lead(attempt, settled.order) : refuse('hold_expired', settled.order);
      case 'confirmed':
      case 'pending':
      case 'being_confirmed':
        return refuse('already_paid', settled.order);
      case 'provider_away':
        return refuse('provider_away', settled.order);
      case 'declined':
      case 'over':
        return attemptsLeft > 1 ? start(orderId, attemptsLeft - 1) : refuse('wrong_state', settled.order);
      default:
        return refuse('wrong_state', settled.order);
    }
  }

  async function create(attempt: Attempt, order: Order, attemptsLeft: number): Promise<Started> {
    const { id: attemptId, createRequestId, invoiceId, amountCents, currency } = attempt;
    const count = order.registrations.length;
    const created = await paypal.createOrder({
      attemptId,
      requestId: createRequestId,
      invoiceId,
      amountCents,
      currency,
      description: `${count} ${count === 1 ? 'ticket' : 'tickets'}, order ${order.id}`,
      brandName: await parts.getBrandName(),
      returnUrl: addressOf('return', attemptId),
      cancelUrl: addressOf('cancel', attemptId),
    });
    if (!created.ok) {
      const { kind, issue, status, debugId } = created;
      log.error({ attemptId, orderId: order.id, kind, issue, status, debugId }, 'PayPal did not begin a payment');
      // Asked before in other words (the conference has another name by now): that order nobody knows the way to.
      if (issue === 'PAYPAL_REQUEST_ID_PREVIOUSLY_USED' && attemptsLeft > 1) {
        await ledger.abandonPayment({ attemptId, problem: issue });
        return start(order.id, attemptsLeft - 1);
      }
      // The attempt stays: the next press of the button asks the same again, with the same request id.
      if (kind === 'unknown') return refuse('provider_away', order);
      return giveUp(attempt, issue ?? `status_${status}`, order);
    }
    const { id: paypalOrderId, approveUrl, payeeMerchantId } = created.value;
    if (!approveUrl) return giveUp(attempt, 'no_approve_link', order);
    const recorded = await ledger.recordPayPalOrder({ attemptId, paypalOrderId, approveUrl, payeeMerchantId });
    if (recorded.ok) {
      if (canBePaid(recorded.order)) return lead(recorded.attempt, recorded.order);
      return refuse(recorded.order.state === 'EXPIRED' ? 'hold_expired' : 'wrong_state', recorded.order);
    }
    log.warn(
      { attemptId, orderId: order.id, reason: recorded.reason },
      "PayPal's order came too late, or was not for this",
    );
    const isOver = recorded.order?.state === 'EXPIRED';
    return refuse(isOver ? 'hold_expired' : 'wrong_state', recorded.order ?? order);
  }

  async function giveUp(attempt: Attempt, problem: string, order: Order): Promise<Started> {
    const abandoned = await ledger.abandonPayment({ attemptId: attempt.id, problem });
    return refuse('provider_refused', abandoned.order ?? order);
  }

  function lead(attempt: Attempt, order: Order): Started {
    const { id: attemptId, paypalOrderId, approveUrl } = attempt;
    if (!paypalOrderId || !approveUrl)
      throw new Error(`attempt ${attemptId} awaits approval without an address for it`);
    return {
      ok: true,
      attemptId,
      paypalOrderId,
      approveUrl,
      returnPath: attemptPath('return', attemptId, linkSecret),
      order,
    };
  }

  async function open<T>(
    { attemptId, signature }: PaymentLink,
    find: () => Promise<T | null>,
  ): Promise<({ ok: true } & T) | PaymentLinkRefusal> {
    if (!isAttemptSignature(attemptId, signature, linkSecret)) return { ok: false, reason: 'forbidden' };
    const found = await find();
    return found ? { ok: true, ...found } : { ok: false, reason: 'not_found' };
  }

  return {
    start: ({ orderId }) => start(orderId, attemptsAtMost),
    settle: (link) => open(link, () => settle(link.attemptId)),
    openCancelled: (link) =>
      open(link, async () => {
        const attempt = await ledger.getAttempt(link.attemptId);
        const order = attempt && (await ledger.getOrder(attempt.orderId));
        return order && { order };
      }),
    button: {
      clientId: settings.clientId,
      scriptUrl: `${settings.scriptOrigin}/web-sdk/v6/core`,
      environment: settings.mode === 'production' ? 'production' : 'sandbox',
    },
  };
}

function refuse(reason: StartRefusalReason, order?: Order): Started {
  return { ok: false, reason, ...(order ? { order } : {}) };
}

function isStartReason(reason: string): reason is 'not_found' | 'hold_expired' | 'details_missing' | 'nothing_to_pay' {
  return ['not_found', 'hold_expired', 'details_missing', 'nothing_to_pay'].includes(reason);
}
