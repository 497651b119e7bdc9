import express, { type RequestHandler, type Response, type Router } from 'express';
import type { z } from 'zod';
import { formatAmount, parseAmount } from '../../core/money.ts';
import { describeOrganizerRefusal } from '../../core/orders/organizer-words.ts';
import type { Question } from '../../core/orders/questions.ts';
import type { Logger, TicketService } from '../context.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { OrderPages } from '../ledger/order-pages.ts';
import { createApiErrors, never, refuseWith, whenDone } from './answers.ts';
import type { Money } from './create-money.ts';
import type { Summary } from './create-summary.ts';
import { exportOrders } from './export-orders.ts';
import { findOrders } from './find-orders.ts';
import * as forms from './forms.ts';
import { type Guards, organizerOf } from './guard.ts';
import { type ActRoute, addMoneyActs } from './money-acts.ts';

export type OrganizerApiParts = {
  guards: Guards;
  ledger: Ledger;
  pages: OrderPages;
  getSummary: () => Promise<Summary>;
  /** What is asked by now. */
  getQuestions: () => Promise<Question[]>;
  getMoney: () => Promise<Money>;
  tickets: Pick<TicketService, 'judge'>;
  createOrderId: () => string;
  log: Logger;
};

/** `/organizer/api`: what organizers see and do from Studio. JSON in and out; what is done is one step of the ledger, with its audit. */
export function createOrganizerApi(parts: OrganizerApiParts): Router {
  const { ledger, pages, log } = parts;
  const router = express.Router();
  router.use(parts.guards.all);

  router.get('/me', (_request, response) => void response.json(organizerOf(response)));
  router.get(
    '/summary',
    whenDone(async (_request, response) => response.json(await parts.getSummary())),
  );
  router.get(
    '/vouchers',
    whenDone(async (_request, response) => response.json({ vouchers: await pages.readVouchers() })),
  );
  router.get(
    '/quotas',
    whenDone(async (_request, response) => response.json({ quotas: await pages.readQuotas() })),
  );
  router.get(
    '/money',
    whenDone(async (_request, response) => response.json(await parts.getMoney())),
  );
  router.get(
    '/orders',
    whenDone(async (request, response) => {
      const query = parse(response, forms.listQuery, request.query);
      if (query) response.json(await findOrders(pages, { ...query, cursor: query.cursor ?? null }));
    }),
  );
  router.get(
    '/orders/:orderId',
    whenDone(async ({ params }, response) => {
      const orderId = forms.orderIdSchema.safeParse(params.orderId);
      const order = orderId.success ? await ledger.getOrder(orderId.data) : null;
      if (!order) return refuseWith(response, 404, { reason: 'not_found', message: 'There is no such order.' });
      response.json({ order, audit: await ledger.getAudit(order.id) });
    }),
  );
  router.get(
    '/export.csv',
    parts.guards.limitExports,
    whenDone(async (request, response) => {
      const query = parse(response, forms.exportQuery, request.query);
      if (!query) return;
      const questions = await parts.getQuestions();
      const date = new Date().toISOString().slice(0, 10);
      response.set('Content-Disposition', `attachment; filename="tickets-${date}.csv"`).type('text/csv; charset=utf-8');
      response.locals.isDownload = true;
      const by = organizerOf(response).id;
      log.info({ by, ...query }, 'an organizer exports the tickets');
      try {
        await exportOrders(pages, { ...query, questions }, response);
        response.end();
      } catch (error) {
        // Half a file must not look like a whole one.
        log.error({ by, error: error instanceof Error ? error.message : String(error) }, 'an export broke off');
        response.destroy();
      }
    }),
  );

  /** A POST with a form, carried out by the ledger on the word of who sent it. */
  const act: ActRoute = (path, form, carryOut) => {
    const handle: RequestHandler = whenDone(async (request, response) => {
      const sent = parse(response, form, request.body);
      if (!sent) return;
      const { requestId, note } = sent;
      const by = organizerOf(response);
      const { id = '', moneyId = '' } = request.params;
      const outcome = await carryOut({ form: sent, id, moneyId, act: { requestId, by, note } }, response);
      if (!outcome) return;
      const about = { by: by.id, path: request.path, orderId: outcome.order?.id };
      if (!outcome.ok) {
        log.info({ ...about, reason: outcome.reason }, 'an organizer was refused');
        const { status, text } = describeOrganizerRefusal(outcome);
        return refuseWith(response, status, { reason: outcome.reason, message: text });
      }
      if (!outcome.replayed) log.info(about, 'an organizer acted');
      const { order, replayed } = outcome;
      response.json({ order, replayed, audit: await ledger.getAudit(order.id) });
    });
    router.post(path, requireJson, readJson, handle);
  };

  act('/orders/:id/cancel', forms.plainForm, ({ id, act }) => ledger.cancel({ orderId: id, act }));
  act('/registrations/:id/cancel', forms.plainForm, ({ id, act }) => ledger.cancelTicket({ registrationId: id, act }));
  addMoneyActs(act, ledger);
  act('/orders/:id/mark-paid', forms.markPaidForm, async ({ id, form, act }, response) => {
    const currency = (await ledger.getOrder(id))?.currency ?? '';
    const amountCents = parseAmount(form.amount, currency);
    if (amountCents !== null) return ledger.markTransferPaid({ orderId: id, amountCents, currency, act });
    const message = `Enter the amount in ${currency || 'the currency of the order'}, like ${formatAmount(14_900, currency)}`;
    refuseWith(response, 422, { reason: 'wrong_fields', message, fields: { amount: message } });
    return null;
  });
  act('/orders/:id/call-off', forms.plainForm, ({ id, act }) => ledger.callOff({ orderId: id, act }));
  act('/orders/:id/resend-mail', forms.resendForm, ({ id, form, act }) =>
    ledger.requestMail({ orderId: id, registrationId: form.registrationId ?? null, act }),
  );
  act('/registrations/:id/check-in', forms.checkInForm, ({ id, form, act }) =>
    ledger.checkIn({ registrationId: id, revision: form.revision ?? null, act }),
  );
  act('/registrations/:id/undo-check-in', forms.plainForm, ({ id, act }) =>
    ledger.undoCheckIn({ registrationId: id, act }),
  );
  act('/registrations/:id/correct', forms.correctForm, ({ id, form: { revision, attendee }, act }) =>
    ledger.correctAttendee({ registrationId: id, revision, attendee, act }),
  );
  act('/complimentary', forms.complimentaryForm, ({ form: { ticketTypeId, buyer, attendees }, act }) => {
    const selection = [{ ticketTypeId, quantity: attendees.length }];
    return ledger.issueComplimentary({ orderId: parts.createOrderId(), selection, buyer, attendees, act });
  });
  act('/check-in', forms.codeForm, async ({ form, act }, response) => {
    const { status, ticket } = await parts.tickets.judge(form.code);
    if (status !== 'valid' || !ticket) {
      refuseWith(response, 409, { reason: `ticket_${status}`, message: ticketWords[status] });
      return null;
    }
    return ledger.checkIn({ registrationId: ticket.registrationId, revision: ticket.revision, act });
  });

  router.use(never);
  router.use(createApiErrors(log));
  return router;
}

const ticketWords: Record<'valid' | 'cancelled' | 'superseded' | 'unknown', string> = {
  valid: 'This ticket was changed at this very moment. Scan it again.',
  cancelled: 'This ticket is cancelled.',
  superseded: 'This ticket was replaced by a newer one: ask for the newest mail.',
  unknown: 'This is no ticket of this conference.',
};

const readJson = express.json({ limit: '32kb', type: 'application/json' });

const requireJson: RequestHandler = (request, response, next) => {
  if (request.is('application/json')) return next();
  refuseWith(response, 415, { reason: 'not_json', message: 'This takes JSON only.' });
};

/** What was sent, or null after saying in words what is wrong with it. */
function parse<S extends z.ZodType>(response: Response, schema: S, sent: unknown): z.output<S> | null {
  const parsed = schema.safeParse(sent);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) fields[path.join('.')] ??= message;
  const message = Object.values(fields).join(' ');
  refuseWith(response, 422, { reason: 'wrong_fields', message: message || 'Something is missing.', fields });
  return null;
}
