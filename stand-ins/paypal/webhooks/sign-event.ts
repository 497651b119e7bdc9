import { randomUUID, sign } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type SigningKeys, strangerId } from './signing-keys.ts';

/** How an event is sent: as PayPal does, or as somebody would who is not PayPal, or not for this shop. */
export const disguises = [
  'genuine',
  /** Signed, then changed. */
  'tampered',
  /** Signed with a key of one's own. */
  'forged',
  /** A signature, and a certificate from elsewhere. */
  'foreign-certificate',
  /** A certificate that nobody vouches for. */
  'unvouched-certificate',
  /** PayPal's own signature for another webhook: another shop's, or the sandbox's. */
  'other-webhook',
  'old',
  'future',
  'unsigned',
] as const;
export type Disguise = (typeof disguises)[number];

export type SignedEvent = { body: string; headers: Record<string, string> };

const dayMs = 24 * 60 * 60_000;

/** The headers that PayPal sends with an event; the signature is over `id|time|webhook id|crc32 of the body`. */
export function signEvent(
  body: string,
  options: { webhookId: string; keys: SigningKeys; origin: string; now: Date; as: Disguise },
): SignedEvent {
  const { webhookId, keys, origin, now, as } = options;
  const shiftMs = as === 'old' ? -30 * dayMs : as === 'future' ? dayMs : 0;
  const transmissionId = randomUUID();
  // Without fractions, as PayPal's.
  const time = new Date(now.getTime() + shiftMs).toISOString().replace(/\.\d+Z$/, 'Z');
  const signedId = as === 'other-webhook' ? '0OTHERWEBHOOK0000' : webhookId;
  const isStrangers = as === 'forged' || as === 'unvouched-certificate';
  const message = `${transmissionId}|${time}|${signedId}|${crc32(Buffer.from(body))}`;
  const signature = sign('sha256', Buffer.from(message), isStrangers ? keys.strangersKey() : keys.privateKey());
  const certificates = `${origin}/v1/notifications/certs`;
  const headers = { 'content-type': 'application/json', 'user-agent': 'PayPal/AUHD-214.0-local' };
  if (as === 'unsigned') return { body, headers };
  return {
    body: as === 'tampered' ? alter(body) : body,
    headers: {
      ...headers,
      'paypal-transmission-id': transmissionId,
      'paypal-transmission-time': time,
      'paypal-transmission-sig': signature.toString('base64'),
      'paypal-auth-algo': 'SHA256withRSA',
      'paypal-auth-version': 'v2',
      'paypal-cert-url':
        as === 'foreign-certificate'
          ? `https://api.paypal.com.example.org/v1/notifications/certs/${keys.certificateId()}`
          : `${certificates}/${as === 'unvouched-certificate' ? strangerId : keys.certificateId()}`,
    },
  };
}

/** The same event about another amount, or where it has none, with another summary. */
function alter(body: string): string {
  const changed = body.replace(/"value":"[^"]*"/, '"value":"0.01"');
  return changed === body ? body.replace('"summary":"', '"summary":"Not so: ') : changed;
}
