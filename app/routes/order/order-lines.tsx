import type { OrderView } from './order-view.ts';

export function OrderLines({ order }: { order: OrderView }) {
  return (
    <dl className="order-lines">
      {order.lines.map((line) => (
        <div key={line.ticketTypeId}>
          <dt>
            {line.quantity} × {line.name}
          </dt>
          <dd>{line.price}</dd>
        </div>
      ))}
      {order.lines.length > 1 ? (
        <div className="order-lines__total">
          <dt>In all</dt>
          <dd>{order.total}</dd>
        </div>
      ) : null}
    </dl>
  );
}
