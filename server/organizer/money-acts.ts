import type { Response } from 'express';
import type { z } from 'zod';
import { parseAmount } from '../../core/money.ts';
import type { Transition } from '../../core/orders/order.ts';
import type { OrganizerAct } from '../../core/orders/organizer-act.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { refuseWith } from './answers.ts';
import * as forms from './forms.ts';

/** Adds the address of an act: a POST with a form, carried out by the ledger on the word of who sent it. `id` and `moneyId` are parts
 *  of the address. Null: it was answered already. */
export type ActRoute = <S extends z.ZodType<{ requestId: string; note: string | null }>>(
  path: string,
  form: S,
  carryOut: (
    sent: { form: z.output<S>; id: string; moneyId: string; act: OrganizerAct },
    response: Response,
  ) => Promise<Transition | null>,
) => void;

/** What organizers decide about money: a part of it back, and what becomes of open tasks. `moneyId`: a refund's, or an attempt's. */
export function addMoneyActs(act: ActRoute, ledger: Ledger): void {
  act('/orders/:id/refund', forms.refundForm, async ({ id, form, act }, response) => {
    const order = await ledger.getOrder(id);
    if (!order) return { ok: false, reason: 'not_found' };
    const amountCents = parseAmount(form.amount, order.payment?.capturedCurrency ?? order.currency);
    if (amountCents) return ledger.refundAmount({ orderId: id, amountCents, act });
    const message = `Enter an amount of ${order.currency} like 12.50, without its sign.`;
    refuseWith(response, 422, { reason: 'wrong_fields', message, fields: { amount: message } });
    return null;
  });
  act('/orders/:id/refunds/:moneyId/try-again', forms.plainForm, ({ id, moneyId, act }) =>
    ledger.retryRefund({ orderId: id, refundId: moneyId, act }),
  );
  act('/orders/:id/refunds/:moneyId/by-hand', forms.byHandForm, ({ id, moneyId, form, act }) =>
    ledger.refundByHand({ orderId: id, refundId: moneyId, how: form.how, act }),
  );
  act('/orders/:id/payments/:moneyId/send-back', forms.plainForm, ({ id, moneyId, act }) =>
    ledger.refundQuarantined({ orderId: id, attemptId: moneyId, act }),
  );
  act('/orders/:id/payments/:moneyId/accept', forms.plainForm, ({ id, moneyId, act }) =>
    ledger.acceptPayment({ orderId: id, attemptId: moneyId, act }),
  );
  act('/orders/:id/payments/:moneyId/drop', forms.plainForm, ({ id, moneyId, act }) =>
    ledger.dropPayment({ orderId: id, attemptId: moneyId, act }),
  );
}
