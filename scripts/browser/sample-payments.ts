import type { createLedger } from '../../server/ledger/create-ledger.ts';
import { attemptPath } from '../../server/payments/attempt-link.ts';
import { createPayPalControl } from '../../stand-ins/paypal/control-client.ts';
import type { Stack } from '../stack/start-stack.ts';

type Ledger = ReturnType<typeof createLedger>;

export type SamplePayments = {
  /** Asked for, and PayPal's answer is not known. */
  confirming: string;
  /** PayPal has taken it and is still checking. */
  pending: string;
  declined: string;
  paid: string;
  /** PayPal was asked to give the money back, and did. */
  disputed: string;
  reversed: string;
  /** PayPal looked into it for days, and then did not accept it. */
  denied: string;
  /** Cancelled, and the money is on its way back. */
  refunding: string;
  /** Where PayPal sends a buyer, while it does not say what became of the payment. */
  returnConfirming: string;
  returnAway: string;
};

/** From now on PayPal answers nothing about a payment, so that the samples stay as they are. */
export async function silencePayPal({ env }: Pick<Stack, 'env'>): Promise<void> {
  const control = createPayPalControl(env.PAYPAL_STAND_IN_URL ?? '');
  const fault = { kind: 'status', status: 503, when: 'before' } as const;
  for (const operation of ['get', 'get-capture', 'refund'] as const) {
    await control.plan({ operation, times: 100_000, fault });
  }
}

/** Brings orders that are held, filled in and to be paid as far as the samples need them; answers the pages that show it. */
export async function createSamplePayments(
  ledger: Ledger,
  env: Stack['env'],
  fillIn: () => Promise<string>,
): Promise<Record<keyof SamplePayments, { orderId: string } | { path: string }>> {
  async function begin(): Promise<{ orderId: string; attemptId: string }> {
    const orderId = await fillIn();
    const attemptId = `${orderId}-attempt`;
    requireDone(await ledger.startPayment({ orderId, attemptId }));
    const approveUrl = `${env.PAYPAL_STAND_IN_URL}/checkoutnow?token=${orderId}`;
    requireDone(
      await ledger.recordPayPalOrder({ attemptId, paypalOrderId: orderId, approveUrl, payeeMerchantId: null }),
    );
    return { orderId, attemptId };
  }
  async function capture(): Promise<{ orderId: string; attemptId: string }> {
    const begun = await begin();
    requireDone(await ledger.beginCapture({ attemptId: begun.attemptId }));
    return begun;
  }
  async function pay(): Promise<{ orderId: string; attemptId: string }> {
    const captured = await capture();
    const { attemptId, orderId } = captured;
    const order = await ledger.getOrder(orderId);
    const amount = { amountCents: order?.totalCents ?? 0, currency: order?.currency ?? '' };
    requireDone(await ledger.recordCapture({ attemptId, captureId: `${orderId}-capture`, ...amount }));
    return captured;
  }

  const secret = env.ORDER_LINK_SECRET ?? '';
  const confirming = await capture();
  const pending = await capture();
  requireDone(
    await ledger.recordCapturePending({ attemptId: pending.attemptId, captureId: 'pending', reason: 'ECHECK' }),
  );
  const declined = await capture();
  requireDone(
    await ledger.recordDecline({
      attemptId: declined.attemptId,
      captureRequestId: `${declined.attemptId}-capture-1`,
      issue: 'INSTRUMENT_DECLINED',
      graceMs: 60_000,
      isFinished: false,
    }),
  );
  const denied = await capture();
  requireDone(
    await ledger.recordCapturePending({ attemptId: denied.attemptId, captureId: 'denied', reason: 'ECHECK' }),
  );
  requireDone(await ledger.recordDenial({ attemptId: denied.attemptId, issue: 'DENIED' }));
  const [disputed, reversed] = [await pay(), await pay()];
  const about = { disputeId: 'PP-D-SAMPLE', problem: 'a sample' };
  requireDone(await ledger.recordDispute({ attemptId: disputed.attemptId, ...about }));
  requireDone(await ledger.recordReversal({ attemptId: reversed.attemptId, ...about }));
  const refunding = await pay();
  requireDone(await ledger.cancel({ orderId: refunding.orderId }));
  const away = await begin();
  return {
    confirming,
    pending,
    declined,
    disputed,
    reversed,
    denied,
    paid: await pay(),
    refunding,
    returnConfirming: { path: attemptPath('return', confirming.attemptId, secret) },
    returnAway: { path: attemptPath('return', away.attemptId, secret) },
  };
}

export function requireDone(transition: { ok: true } | { ok: false; reason: string }): void {
  if (!transition.ok) throw new Error(`A sample order was refused: ${transition.reason}.`);
}
