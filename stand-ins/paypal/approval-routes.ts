import { randomBytes } from 'node:crypto';
import express, { type Response, type Router } from 'express';
import { type Choice, choices, renderApproval, renderMessage, renderReport } from './approval-page.ts';
import { payer, type StoredOrder } from './model.ts';
import type { createOrders } from './orders.ts';
import type { Store } from './store.ts';
import { messageSource } from './web-sdk.ts';

/** `/checkoutnow?token=<order>`: where buyers approve. `opener=<origin>` where the page stands in a popup. */
export function createApprovalRoutes(parts: { store: Store; orders: ReturnType<typeof createOrders> }): Router {
  const router = express.Router();

  function requireOrder(token: unknown, response: Response): StoredOrder | null {
    const order = parts.store.orders.get(String(token ?? ''));
    if (order && order.status !== 'VOIDED' && !parts.orders.isForgotten(order)) return order;
    send(response.status(404), renderMessage('This payment is not known here', 'The link is wrong, or it is too old.'));
    return null;
  }

  router.get('/checkoutnow', (request, response) => {
    const order = requireOrder(request.query.token, response);
    if (!order) return;
    if (order.status === 'COMPLETED') {
      const back = order.returnUrl ? { href: backTo(order.returnUrl, order), words: 'Back to the shop' } : null;
      send(response, renderMessage('This payment is already done', 'There is nothing more to approve.', back));
      return;
    }
    send(response, renderApproval(order, readOrigin(request.query.opener)));
  });

  router.post('/checkoutnow', express.urlencoded({ extended: false }), (request, response) => {
    const order = requireOrder(request.body?.token, response);
    if (!order) return;
    const choice = choices.find((name) => name === request.body?.choice) ?? null;
    if (!choice) {
      send(response.status(400), renderMessage('Nothing was chosen', 'Go back and choose one of the buttons.'));
      return;
    }
    if (choice !== 'cancel') parts.orders.approve(order.id);
    leave(response, order, choice, readOrigin(request.body?.opener));
  });

  return router;
}

function leave(response: Response, order: StoredOrder, choice: Choice, opener: string | null): void {
  if (choice === 'stay') {
    send(
      response,
      renderMessage('Approved', 'The shop has not been told: this is how it looks when a buyer never returns.'),
    );
    return;
  }
  if (opener) {
    const nonce = randomBytes(16).toString('base64');
    const outcome = choice === 'approve' ? 'approved' : 'canceled';
    const message = { source: messageSource, outcome, orderId: order.id, payerId: payer.account_id };
    send(response, renderReport(message, opener, nonce), `script-src 'nonce-${nonce}'`);
    return;
  }
  const target = choice === 'approve' ? order.returnUrl : order.cancelUrl;
  if (target) response.redirect(303, backTo(target, order, choice === 'approve'));
  else send(response, renderMessage('Done', 'The shop has named no page to return to.'));
}

/** PayPal tells the shop's page which order it was, and who paid. */
function backTo(address: string, order: StoredOrder, isApproved = true): string {
  const url = new URL(address);
  url.searchParams.set('token', order.id);
  if (isApproved) url.searchParams.set('PayerID', payer.account_id);
  return url.href;
}

function readOrigin(value: unknown): string | null {
  if (typeof value !== 'string' || !/^https?:\/\//.test(value) || !URL.canParse(value)) return null;
  return new URL(value).origin;
}

function send(response: Response, html: string, script = "script-src 'none'"): void {
  response
    // No form-action: Chrome would hold the redirect to the shop to it.
    .set('Content-Security-Policy', `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; ${script}`)
    .set('Cache-Control', 'no-store')
    .set('Referrer-Policy', 'no-referrer')
    .type('html')
    .send(html);
}
