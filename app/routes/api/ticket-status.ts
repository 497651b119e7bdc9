import type { LoaderFunctionArgs } from '@remix-run/node';
import { deskIsAway } from './desk-is-away.ts';

const headers = { 'Cache-Control': 'no-store', 'Access-Control-Allow-Origin': '*' };

/** `?code=...`: whether a ticket is good right now. Says whose it is by number alone. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const code = new URL(request.url).searchParams.get('code');
  if (!code) return Response.json({ error: 'Give the code of a ticket: ?code=F1...' }, { status: 400, headers });
  try {
    const { status, ticket } = await context.tickets.judge(code);
    return Response.json({ status, registrationId: ticket?.registrationId ?? null }, { headers });
  } catch (error) {
    return deskIsAway(error, context);
  }
}
