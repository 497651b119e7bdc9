import type { Redis } from 'ioredis';
import { z } from 'zod';
import { catalogueSchema, comparableCode } from '../../core/orders/catalogue.ts';
import { noAnswers } from '../../core/orders/questions.ts';
import { checkLedger } from './check.ts';
import { createMoneyLedger } from './create-money-ledger.ts';
import { createOrganizerLedger } from './create-organizer-ledger.ts';
import { createPaymentLedger } from './create-payment-ledger.ts';
import { createRefundLedger } from './create-refund-ledger.ts';
import { createTransferLedger } from './create-transfer-ledger.ts';
import { createWebhookLedger } from './create-webhook-ledger.ts';
import { parseDocumentFields } from './document-record.ts';
import type { Ledger } from './ledger.ts';
import { parseRevised, parseTold, toldSchema } from './order-record.ts';
import { parseAvailability, parseCatalogueReply, parseTransition, parseVoucherReply } from './replies.ts';
import { createScriptRunner } from './scripts.ts';
import { toSoldOrder } from './sold-order.ts';
import {
  hash,
  hashPerson,
  isComplete,
  placeOf,
  toActText,
  toAnswersText,
  toAttendeesText,
  toBillingText,
  toBuyerText,
  toSelectionText,
} from './texts.ts';

/**
 * The ledger on a Redis that forgets nothing (`requireDurableLedger` asks it). `nowMs` replaces the ledger's own clock in
 * tests; `timeFactor` is PAYMENT_TIME_FACTOR. A hold ends at its `heldUntil`: its seats count as free from then on, and the next transition that meets it, or the
 * courier, writes it down as EXPIRED. Until then `getOrder` alone still reads HELD.
 */
export function createLedger({
  redis,
  eventId,
  nowMs,
  timeFactor,
}: {
  redis: Redis;
  eventId: string;
  nowMs?: () => number;
  timeFactor?: number;
}): Ledger {
  const run = createScriptRunner(redis, eventId, nowMs, timeFactor);

  return {
    ...createPaymentLedger(run),
    ...createWebhookLedger(run),
    ...createMoneyLedger({ redis, eventId, run }),
    ...createOrganizerLedger(run),
    ...createRefundLedger(run),
    ...createTransferLedger(run),

    async applyCatalogue(catalogue) {
      const { vouchers, ...parsed } = catalogueSchema.parse(catalogue);
      // A quota named twice by a type still gives one seat for one seat.
      const ticketTypes = parsed.ticketTypes.map((type) => ({ ...type, quotaIds: [...new Set(type.quotaIds)] }));
      const byCode = vouchers.map((voucher) => [comparableCode(voucher.code), JSON.stringify(voucher)]);
      const texts = [{ ...parsed, ticketTypes }, byCode].map((part) => JSON.stringify(part));
      const reply = await run('applyCatalogue', ...texts);
      return parseCatalogueReply(reply);
    },

    async getAvailability() {
      return parseAvailability(await run('availability'));
    },

    async findVoucher(code) {
      return parseVoucherReply(await run('voucher', comparableCode(code)));
    },

    async hold({ orderId, idempotencyKey, selection, voucherCode, holdMs }) {
      const choice = [toSelectionText(selection), Math.round(holdMs), comparableCode(voucherCode ?? '')] as const;
      return parseTransition(await run('hold', orderId, hash(idempotencyKey), ...choice));
    },

    async saveDetails({ orderId, buyer, attendees, billing = null, answers = noAnswers }) {
      const details = [toBuyerText(buyer), toAttendeesText(attendees)] as const;
      const complete = isComplete(buyer, attendees) ? attendees.length : 0;
      const more = [toBillingText(billing), toAnswersText(answers)] as const;
      return parseTransition(await run('saveDetails', orderId, ...details, complete, hashPerson(buyer.email), ...more));
    },

    async confirm({ orderId }) {
      return parseTransition(await run('confirm', orderId));
    },

    async extend({ orderId, holdMs }) {
      return parseTransition(await run('extend', orderId, Math.round(holdMs)));
    },

    async release({ orderId }) {
      return parseTransition(await run('release', orderId));
    },

    async holdAgain({ orderId, holdMs }) {
      return parseTransition(await run('holdAgain', orderId, Math.round(holdMs)));
    },

    async cancel({ orderId, act }) {
      return parseTransition(await run('cancel', orderId, act ? toActText(act) : ''));
    },

    async cancelTicket({ registrationId, act }) {
      return parseTransition(await run('cancelTicket', ...placeOf(registrationId), act ? toActText(act) : ''));
    },

    async getDocument(number) {
      return parseDocumentFields(z.array(z.string()).parse(await run('document', number)));
    },

    async reissueTicket({ registrationId, revision }) {
      return parseTransition(await run('reissueTicket', ...placeOf(registrationId), Math.round(revision)));
    },

    async getRefusedTickets() {
      const [seconds] = await redis.time();
      return { refused: await redis.zrange(`{${eventId}}:refused`, 0, '-1'), at: Number(seconds) * 1000 };
    },

    async expireDue({ limit }) {
      return z.array(z.string()).parse(await run('expireDue', limit));
    },

    async trimOutbox({ keepMs }) {
      return z.number().parse(await run('trimOutbox', Math.round(keepMs)));
    },

    async getOrder(orderId) {
      return parseTold(toldSchema.parse(await run('order', orderId)));
    },

    async getOrders(orderIds) {
      // Sent in one go: the connection does not wait for one answer before the next question.
      const replies = await Promise.all(orderIds.map((orderId) => run('order', orderId)));
      return replies.map(parseRevised);
    },

    async readOrders(orderIds) {
      const told = z.array(toldSchema).parse(await run('orders', ...orderIds));
      return told.map(parseTold).filter((order) => order !== null);
    },

    async readSold(orderIds) {
      return ((await run('sold', ...orderIds)) as (string | null)[][]).map(toSoldOrder);
    },

    async listOrders({ from, limit }) {
      const list = `{${eventId}}:orders`;
      const ids = redis.zrange(list, from, String(from + limit - 1));
      const [orderIds, total] = await Promise.all([ids, redis.zcard(list)]);
      return { orderIds, total };
    },

    check() {
      return checkLedger({ redis, eventId, run });
    },
  };
}
