import { randomInt } from 'node:crypto';
import type { Availability } from '../../core/orders/order.ts';
import { mayChoose, priceWith } from '../../core/orders/voucher.ts';
import type { OrderService } from '../context.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { isOrderSignature, toOrderLink } from './order-link.ts';

/** Read aloud without doubt: no 0/O, 1/I/L, U/V. 10 characters of 30 are 49 bits; the ledger refuses a second use. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTWXYZ';
const availabilityMaxAgeMs = 1_000;

export function createOrderId(): string {
  return Array.from({ length: 10 }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** Orders as the site's routes see them: the ledger's transitions behind signed links. */
export function createOrderService(options: {
  ledger: Ledger;
  linkSecret: string;
  holdMinutes: number;
  sellsPaidTickets: boolean;
  now?: () => number;
}): OrderService {
  const { ledger, linkSecret, holdMinutes, sellsPaidTickets, now = Date.now } = options;
  const holdMs = Math.round(holdMinutes * 60_000);
  let latest: { availability: Promise<Availability>; askedAt: number } | null = null;

  // One question a second for the whole worker, however many ask: the page for a rush must not cost the ledger a thing.
  function askAvailability(): Promise<Availability> {
    if (latest && now() - latest.askedAt < availabilityMaxAgeMs) return latest.availability;
    const asked = { availability: ledger.getAvailability(), askedAt: now() };
    asked.availability.catch(() => {
      if (latest === asked) latest = null;
    });
    latest = asked;
    return asked.availability;
  }

  return {
    sellsPaidTickets,
    holdMinutes,

    async getAvailability(voucher = null) {
      const availability = await askAvailability();
      const ticketTypes = availability.ticketTypes.filter((type) => mayChoose(voucher, type));
      return ticketTypes.length === availability.ticketTypes.length ? availability : { ...availability, ticketTypes };
    },

    findVoucher: (code) => ledger.findVoucher(code),

    async hold({ idempotencyKey, selection, voucherCode = null }) {
      if (!sellsPaidTickets) {
        const voucher = voucherCode ? ((await ledger.findVoucher(voucherCode))?.voucher ?? null) : null;
        const { ticketTypes } = await this.getAvailability(voucher);
        const paid = selection.find((line) =>
          ticketTypes.some((type) => type.id === line.ticketTypeId && priceWith(voucher, type) > 0),
        );
        if (paid) return { ok: false, reason: 'payment_required', ticketTypeId: paid.ticketTypeId };
      }
      return ledger.hold({ orderId: createOrderId(), idempotencyKey, selection, voucherCode, holdMs });
    },

    saveDetails: (request) => ledger.saveDetails(request),
    confirm: (request) => ledger.confirm(request),
    extend: ({ orderId }) => ledger.extend({ orderId, holdMs }),
    release: (request) => ledger.release(request),
    holdAgain: ({ orderId }) => ledger.holdAgain({ orderId, holdMs }),
    chooseTransfer: (request) => ledger.chooseTransfer(request),
    callOff: ({ orderId }) => ledger.callOff({ orderId }),
    cancel: ({ orderId, registrationId }) =>
      registrationId === null ? ledger.cancel({ orderId }) : ledger.cancelTicket({ registrationId }),

    async open({ orderId, signature }) {
      if (!isOrderSignature(orderId, signature, linkSecret)) return { ok: false, reason: 'forbidden' };
      const order = await ledger.getOrder(orderId);
      return order ? { ok: true, order } : { ok: false, reason: 'not_found' };
    },

    linkTo: (orderId) => toOrderLink(orderId, linkSecret),
  };
}
