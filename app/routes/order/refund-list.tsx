import type { OrderView } from './order-view.ts';

/** Where the money is that goes back, an amount a line. */
export function RefundList({ order }: { order: OrderView }) {
  if (order.refunds.length === 0) return null;
  return (
    <section className="money-back" aria-labelledby="money-back">
      <h2 id="money-back">Money back</h2>
      <ul className="refunds">
        {order.refunds.map(({ id, text }) => (
          <li key={id}>{text}</li>
        ))}
      </ul>
    </section>
  );
}
