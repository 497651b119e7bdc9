import type { PaymentLink, PaymentLinkRefusal } from '../../../server/context.ts';
import { forbidden, notFound } from '../../refusals.ts';

export function readPaymentLink(request: Request, attemptId: string | undefined): PaymentLink {
  return { attemptId: attemptId ?? '', signature: new URL(request.url).searchParams.get('s') };
}

export function refuseLink(reason: PaymentLinkRefusal['reason']) {
  return reason === 'forbidden' ? forbidden() : notFound({ title: 'We cannot find this payment' });
}
