import type { LoaderFunctionArgs } from '@remix-run/node';

/** The public half of the key that signs tickets, for devices at the doors. */
export function loader({ context }: LoaderFunctionArgs) {
  return Response.json(context.tickets.getKey(), {
    headers: {
      'Cache-Control': 'public, max-age=3600, stale-if-error=86400',
      'Access-Control-Allow-Origin': '*',
    },
  });
}
