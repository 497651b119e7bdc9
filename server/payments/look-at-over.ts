import type { Attempt } from '../../core/payments/attempt.ts';
import { findMismatch } from './find-mismatch.ts';
import { isGone, type PayPalOrder, type PayPalReply } from './paypal.ts';
import { type createCaptureRecorder, type Step, tookMoney } from './record-captures.ts';

/**
 * Looks once more at an attempt that is over (let go, denied, with a person): nothing was to be captured for it any more. PayPal may have
 * done so all the same, for a request that it was slow to carry out. Asked where somebody says so, not each time: null where PayPal
 * has no money for it.
 */
export function createOverLook(parts: {
  readOrder: (attempt: Attempt) => Promise<PayPalReply<PayPalOrder>>;
  recorder: ReturnType<typeof createCaptureRecorder>;
  merchantId: string | null;
}) {
  const { readOrder, recorder, merchantId } = parts;
  return async function lookAtOver(attempt: Attempt): Promise<Step | null> {
    if (!attempt.paypalOrderId) return null;
    const reply = await readOrder(attempt);
    if (!reply.ok) return isGone(reply) ? null : 'being_confirmed';
    const { captures } = reply.value;
    if (!captures.some(tookMoney)) return null;
    const odd =
      findMismatch(attempt, reply.value, merchantId) ??
      (attempt.state === 'QUARANTINED' ? (attempt.problem ?? 'PayPal took money') : null);
    return odd ? recorder.quarantine(attempt, odd, captures) : recorder.recordUnexpected(attempt, captures);
  };
}
