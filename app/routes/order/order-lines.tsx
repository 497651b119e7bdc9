import type { OrderSum } from './order-sum.ts';

export function OrderLines({ order }: { order: OrderSum }) {
  return (
    <>
      <dl className="order-lines">
        {order.lines.map((line) => (
          <div key={line.ticketTypeId}>
            <dt>
              {line.quantity} × {line.name}
            </dt>
            <dd>
              {line.price}
              {line.listPrice ? (
                <>
                  <span className="visually-hidden"> instead of</span> <s>{line.listPrice}</s>
                </>
              ) : null}
            </dd>
          </div>
        ))}
        {order.voucher ? (
          <div>
            <dt>Voucher {order.voucher.code}</dt>
            <dd>{order.voucher.saved ? `You save ${order.voucher.saved}` : 'Used'}</dd>
          </div>
        ) : null}
        {order.lines.length > 1 ? (
          <div className="order-lines__total">
            <dt>In all</dt>
            <dd>{order.total}</dd>
          </div>
        ) : null}
      </dl>
      {order.vat ? <p className="hint order-lines__vat">{order.vat}.</p> : null}
    </>
  );
}
