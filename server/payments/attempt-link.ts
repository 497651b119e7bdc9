import { createHmac, timingSafeEqual } from 'node:crypto';

/** Signs the id of an attempt: whoever comes back from PayPal with it is let in, on any device and without a cookie. Another
 *  prefix than an order's, so that neither link opens the other. 192 bits, base64url. */
export function signAttempt(attemptId: string, secret: string): string {
  return createHmac('sha256', secret).update(`attempt:${attemptId}`).digest().subarray(0, 24).toString('base64url');
}

export function isAttemptSignature(attemptId: string, signature: string | null, secret: string): boolean {
  if (!signature) return false;
  const expected = Buffer.from(signAttempt(attemptId, secret));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** `/pay/return/<attemptId>?s=<signature>` */
export function attemptPath(to: 'return' | 'cancel', attemptId: string, secret: string): string {
  return `/pay/${to}/${attemptId}?s=${signAttempt(attemptId, secret)}`;
}
