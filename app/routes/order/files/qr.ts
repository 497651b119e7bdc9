import type { LoaderFunctionArgs } from '@remix-run/node';
import { notFound } from '../../../refusals.ts';
import { fileHeaders, openTickets } from './open-tickets.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const order = await openTickets(request, params.orderId, context);
  const svg = context.tickets.renderQr(order, params.registrationId ?? '');
  if (svg === null) throw notFound();
  return new Response(svg, { headers: { ...fileHeaders, 'Content-Type': 'image/svg+xml' } });
}
