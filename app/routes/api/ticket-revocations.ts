import type { LoaderFunctionArgs } from '@remix-run/node';
import { deskIsAway } from './desk-is-away.ts';

/** What a device without a network must refuse although the signature is good. Signed, so it may reach it by any way. */
export async function loader({ context }: LoaderFunctionArgs) {
  try {
    return Response.json(await context.tickets.getRefused(), {
      headers: {
        'Cache-Control': 'public, max-age=60, stale-if-error=3600',
        'Access-Control-Allow-Origin': '*',
      },
    });
  } catch (error) {
    return deskIsAway(error, context);
  }
}
