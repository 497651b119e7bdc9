import { createHmac, timingSafeEqual } from 'node:crypto';

/** Signs the id of an order, so that its address can be neither guessed nor derived from another's. 192 bits, base64url. */
export function signOrder(orderId: string, secret: string): string {
  return createHmac('sha256', secret).update(`order:${orderId}`).digest().subarray(0, 24).toString('base64url');
}

/** `/orders/<id>?s=<signature>`: whoever has it may see and change the order. */
export function toOrderLink(orderId: string, secret: string): string {
  return `/orders/${orderId}?s=${signOrder(orderId, secret)}`;
}

export function isOrderSignature(orderId: string, signature: string | null, secret: string): boolean {
  if (!signature) return false;
  const expected = Buffer.from(signOrder(orderId, secret));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
