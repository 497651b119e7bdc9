import { index, type RouteConfig, route } from '@remix-run/route-config';

/** Every URL of the site. Those above the first gap are public and cacheable; see `page-context.ts` for what that means. */
export default [
  index('routes/home.tsx'),
  route('programme', 'routes/programme/programme.tsx'),
  route('programme/:slug', 'routes/programme/session.tsx'),
  route('speakers', 'routes/speakers/speakers.tsx'),
  route('speakers/:slug', 'routes/speakers/speaker.tsx'),
  route('venue', 'routes/venue.tsx'),
  route('info/:slug', 'routes/info.tsx'),
  route('tickets', 'routes/tickets.tsx'),

  route('register', 'routes/register/register.tsx'),
  route('orders/:orderId', 'routes/order/order.tsx'),
  route('orders/:orderId/cancel', 'routes/order/cancel.tsx'),
  route('orders/:orderId/ticket.pdf', 'routes/order/files/pdf.ts'),
  route('orders/:orderId/documents/:file', 'routes/order/files/document.ts'),
  route('orders/:orderId/calendar.ics', 'routes/order/files/calendar.ts'),
  route('orders/:orderId/tickets/:registrationId/qr.svg', 'routes/order/files/qr.ts'),
  route('orders/:orderId/pay', 'routes/order/pay.ts'),
  route('orders/:orderId/pay.json', 'routes/order/pay-json.ts'),
  route('pay/return/:attemptId', 'routes/pay/return.tsx'),
  route('pay/cancel/:attemptId', 'routes/pay/cancel.ts'),

  route('api/programme', 'routes/api/programme.ts'),
  route('api/tickets', 'routes/api/tickets.ts'),
  route('api/ticket-key', 'routes/api/ticket-key.ts'),
  route('api/ticket-revocations', 'routes/api/ticket-revocations.ts'),
  route('api/ticket-status', 'routes/api/ticket-status.ts'),
  route('theme.css', 'routes/theme.ts'),

  route('*', 'routes/not-found.tsx'),
] satisfies RouteConfig;
