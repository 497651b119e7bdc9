import type { AppLoadContext } from '@remix-run/node';

/** The answer to other programs while the ledger cannot be asked. */
export function deskIsAway(error: unknown, { log }: AppLoadContext): Response {
  log.error({ err: error }, 'the order service could not be reached');
  return Response.json(
    { error: 'The ticket desk does not answer. Try again in a moment.' },
    { status: 503, headers: { 'Cache-Control': 'no-store', 'Retry-After': '5' } },
  );
}
