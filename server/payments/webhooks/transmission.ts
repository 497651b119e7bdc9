import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';

/** What came with an event: by whom it claims to be signed, and when. */
export type Transmission = {
  id: string;
  time: string;
  signature: string;
  algorithm: string;
  certUrl: string;
};

/** `genuine` is PayPal's word, `forged` is not, `unknown` could not be found out: whoever sent it may send it again. */
export type Verdict =
  | { verdict: 'genuine' }
  | { verdict: 'forged'; reason: string }
  | { verdict: 'unknown'; reason: string };

/** Judges the raw body, byte for byte: what was parsed and written again is not what was signed. */
export type VerifyWebhook = (transmission: Transmission, rawBody: Buffer) => Promise<Verdict>;

export const genuine: Verdict = { verdict: 'genuine' };
export const forged = (reason: string): Verdict => ({ verdict: 'forged', reason });
export const unknown = (reason: string): Verdict => ({ verdict: 'unknown', reason });

const schema = z
  .object({
    'paypal-transmission-id': z.string().regex(/^[\w-]{1,50}$/),
    'paypal-transmission-time': z.string().min(1).max(100),
    'paypal-transmission-sig': z.string().regex(/^[A-Za-z0-9+/=]{1,1000}$/),
    'paypal-auth-algo': z.string().max(100),
    'paypal-cert-url': z.string().max(500),
  })
  .transform(
    (headers): Transmission => ({
      id: headers['paypal-transmission-id'],
      time: headers['paypal-transmission-time'],
      signature: headers['paypal-transmission-sig'],
      algorithm: headers['paypal-auth-algo'],
      certUrl: headers['paypal-cert-url'],
    }),
  );

/** Null where a header is missing, or is nothing that PayPal sends. */
export function readTransmission(headers: IncomingHttpHeaders): Transmission | null {
  return schema.safeParse(headers).data ?? null;
}
