import { verify } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { createCertificates } from './certificates.ts';
import { forged, genuine, type Transmission, unknown, type VerifyWebhook } from './transmission.ts';

/** A clock that is a little wrong, on either side. */
const futureMs = 5 * 60_000;

/**
 * Verifies PayPal's signature without asking PayPal: RSA-SHA256 over `transmission id|time|webhook id|crc32 of the raw body`.
 * The webhook's id is in what is signed, so an event for another webhook, of the sandbox or of another shop, is not genuine.
 */
export function createLocalVerification(parts: {
  getKey: ReturnType<typeof createCertificates>;
  webhookId: string;
  /** PayPal tries for three days; the inbox remembers for longer than this, so nothing that is older can be new. */
  maxAgeMs: number;
  /** Asked where the certificate's chain cannot be followed here, as after a change of PayPal's authority. */
  askPayPal?: VerifyWebhook;
  now?: () => number;
}): VerifyWebhook {
  const { getKey, webhookId, maxAgeMs, askPayPal, now = Date.now } = parts;
  return async (transmission, rawBody) => {
    if (transmission.algorithm !== 'SHA256withRSA') return forged(`it is signed with ${transmission.algorithm}`);
    const ageMs = now() - Date.parse(transmission.time);
    if (!(ageMs <= maxAgeMs && ageMs >= -futureMs)) return forged('it is not of these days');
    const found = await getKey(transmission.certUrl);
    if (!found.ok && found.isUnvouched && askPayPal) return askPayPal(transmission, rawBody);
    if (!found.ok) return found.isFinal ? forged(found.reason) : unknown(found.reason);
    const signature = Buffer.from(transmission.signature, 'base64');
    const isRight = verify('sha256', signedTextOf(transmission, webhookId, rawBody), found.key, signature);
    return isRight ? genuine : forged('its signature is wrong');
  };
}

function signedTextOf({ id, time }: Transmission, webhookId: string, rawBody: Buffer): Buffer {
  return Buffer.from(`${id}|${time}|${webhookId}|${crc32(rawBody)}`);
}
