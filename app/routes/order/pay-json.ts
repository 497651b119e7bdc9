import type { ActionFunctionArgs } from '@remix-run/node';
import { startPayment } from './start-payment.ts';

/** The same as the form's action, for the button in the page: PayPal's script wants an id where a browser wants a redirect. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const start = await startPayment(request, params.orderId, context);
  const body = start.ok ? { paypalOrderId: start.paypalOrderId, returnPath: start.returnPath } : start;
  return Response.json(body, { status: start.ok ? 200 : 409, headers: { 'Cache-Control': 'private, no-store' } });
}
