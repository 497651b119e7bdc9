import { z } from 'zod';
import type { PayPalTransport } from '../paypal-transport.ts';
import { forged, genuine, type Transmission, unknown, type VerifyWebhook } from './transmission.ts';

const replySchema = z.object({ verification_status: z.enum(['SUCCESS', 'FAILURE']) });

/** Has PayPal itself judge each event: slower, and for when a local check cannot be had. */
export function createPostbackVerification(transport: PayPalTransport, webhookId: string): VerifyWebhook {
  return async (transmission, rawBody) => {
    const event = rawBody.toString('utf8');
    // It goes into the request as it came, so it must be one JSON value and nothing beside it.
    if (!isObject(event)) return forged('it is no JSON');
    const answer = await transport.ask({
      method: 'POST',
      path: '/v1/notifications/verify-webhook-signature',
      requestId: `verify-${transmission.id}`,
      body: renderRequest(transmission, webhookId, event),
    });
    if (!answer.ok) {
      const isNo = answer.kind !== 'unknown' && answer.status === 400;
      const reason = `PayPal's word on it is ${answer.issue ?? answer.status ?? 'no answer'}`;
      return isNo ? forged(reason) : unknown(reason);
    }
    const parsed = replySchema.safeParse(answer.body);
    if (!parsed.success) return unknown("PayPal's word on it cannot be read");
    return parsed.data.verification_status === 'SUCCESS' ? genuine : forged("PayPal says it is not PayPal's");
  };
}

/** Not by JSON.stringify of the event: PayPal judges the very text. */
function renderRequest(
  { id, time, signature, algorithm, certUrl }: Transmission,
  webhookId: string,
  event: string,
): string {
  const fields = {
    auth_algo: algorithm,
    cert_url: certUrl,
    transmission_id: id,
    transmission_sig: signature,
    transmission_time: time,
    webhook_id: webhookId,
  };
  return `${JSON.stringify(fields).slice(0, -1)},"webhook_event":${event}}`;
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
