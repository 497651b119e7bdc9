import { z } from 'zod';
import { parseAttemptFields } from './attempt-record.ts';
import { parseTold, toldSchema } from './order-record.ts';
import type { PaymentRefusalReason, PaymentTransition } from './payment-ledger.ts';

const reasonSchema = z.enum([
  'not_found',
  'hold_expired',
  'wrong_state',
  'details_missing',
  'nothing_to_pay',
  'payment_over',
  'payment_differs',
  'payment_declined',
]) satisfies z.ZodType<PaymentRefusalReason>;

const fields = z.array(z.string());
const replySchema = z.union([
  z.tuple([z.literal('ok'), z.union([z.literal(0), z.literal(1)]), toldSchema, fields]),
  z.tuple([z.literal('refused'), reasonSchema, toldSchema, fields]),
]);

export function parsePaymentTransition(reply: unknown): PaymentTransition {
  const parsed = replySchema.parse(reply);
  const order = parseTold(parsed[2]);
  const attempt = parseAttemptFields(parsed[3]);
  if (parsed[0] === 'ok') {
    if (!order || !attempt) throw new Error('the ledger answered without the order or its attempt');
    return { ok: true, order, attempt, replayed: parsed[1] === 1 };
  }
  return { ok: false, reason: parsed[1], ...(order ? { order } : {}), ...(attempt ? { attempt } : {}) };
}
