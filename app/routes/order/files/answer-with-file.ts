import { type AppLoadContext, data, type LoaderFunctionArgs } from '@remix-run/node';
import type { Order } from '../../../../core/orders/order.ts';
import { describeError } from '../../../page-errors.ts';
import { notFound } from '../../../refusals.ts';
import { openOrder } from '../open-order.ts';

const privately = { 'Cache-Control': 'private, no-store' };

/** A file of the order behind the link, which has to be confirmed unless `open` says otherwise. `make` may return null: the order
 *  has no such thing. */
export async function answerWithFile(
  { request, params, context }: LoaderFunctionArgs,
  make: (
    order: Order,
    context: AppLoadContext,
  ) => Promise<{ body: string | Buffer; headers: Record<string, string> } | null>,
  open = openTickets,
): Promise<Response> {
  try {
    const order = await open(request, params.orderId, context);
    const file = await make(order, context);
    if (!file) throw notFound();
    const body = typeof file.body === 'string' ? file.body : new Uint8Array(file.body);
    return new Response(body, { headers: { ...privately, ...file.headers } });
  } catch (refusal) {
    throw isRefusal(refusal) ? inPlainText(refusal) : refusal;
  }
}

/** Only a confirmed order has tickets. */
async function openTickets(request: Request, orderId: string | undefined, context: AppLoadContext): Promise<Order> {
  const order = await openOrder(request, orderId, context);
  if (order.state === 'CONFIRMED') return order;
  if (order.state === 'CANCELLED') {
    throw data({ title: 'This ticket was cancelled', text: 'It is not valid any more.' }, { status: 410 });
  }
  throw notFound({ title: 'There is no ticket', text: 'You get it as soon as the order is confirmed.' });
}

type RouteRefusal = ReturnType<typeof data>;

function isRefusal(error: unknown): error is RouteRefusal {
  return typeof error === 'object' && error !== null && 'type' in error && error.type === 'DataWithResponseInit';
}

/** Nothing draws the site's error page around a file, so its words come on their own. */
function inPlainText({ data: words, init }: RouteRefusal): Response {
  const status = init?.status ?? 500;
  const { title, text } = describeError({ status, statusText: '', internal: false, data: words });
  const headers = new Headers(init?.headers);
  headers.set('Content-Type', 'text/plain; charset=utf-8');
  headers.set('Cache-Control', privately['Cache-Control']);
  return new Response(`${title}. ${text}\n`, { status, headers });
}
