import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What is wrong with the PayPal behind this door. */
export type Fault = 'forgets-requests' | 'other-amount' | 'hides-404' | 'other-words';

/** A door to the built-in PayPal that breaks one of its promises: the checks must name it. */
export async function openFaultyDoor(paypalUrl: string, fault: Fault) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = new Headers();
    for (const name of ['authorization', 'content-type', 'prefer', 'paypal-request-id'])
      if (typeof request.headers[name] === 'string') headers.set(name, request.headers[name]);
    if (fault === 'forgets-requests' && headers.has('paypal-request-id'))
      headers.set('paypal-request-id', randomUUID());
    const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
    const answer = await fetch(new URL(request.url ?? '/', paypalUrl), { method: request.method, headers, body });
    const text = await answer.text();
    const status = fault === 'hides-404' && answer.status === 404 ? 500 : answer.status;
    response.writeHead(status, { 'content-type': 'application/json' }).end(spoil(fault, text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function spoil(fault: Fault, text: string): string {
  if (fault === 'other-amount') return text.replaceAll('"1500"', '"15.00"');
  return fault === 'other-words' ? text.replaceAll('ORDER_NOT_APPROVED', 'ORDER_NOT_YET_APPROVED') : text;
}
