import { OrderLines } from './order-lines.tsx';
import type { OrderView } from './order-view.ts';
import { RefundList } from './refund-list.tsx';

const words = {
  confirming: {
    title: 'Your payment is being confirmed',
    text: 'PayPal has not told us the result yet. Your seats are kept until it does, and you need not pay again.',
  },
  pending: {
    title: 'PayPal is still checking your payment',
    text: 'That can take from minutes to a few days. Your seats are kept until it is done, and we write to you then.',
  },
  attention: {
    title: 'Somebody has to look at your payment',
    text: 'Something about it is not as it should be. Your order is kept, and we will write to you.',
  },
} as const;

/** Orders whose money is on its way, or needs a person. */
export function WaitingOrder({ order, stage, link }: { order: OrderView; stage: keyof typeof words; link: string }) {
  const { title, text } = words[stage];
  return (
    <div className="narrow">
      <p className="eyebrow">Order {order.id}</p>
      <h1>{title}</h1>
      <p className="lead">{text}</p>
      <RefundList order={order} />
      <OrderLines order={order} />
      {stage === 'attention' ? null : (
        <p className="form-end">
          <a className="button" href={link}>
            Check again
          </a>
        </p>
      )}
    </div>
  );
}
