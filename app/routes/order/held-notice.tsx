import { Countdown } from './countdown.tsx';
import { OrderLines } from './order-lines.tsx';
import type { OrderView } from './order-view.ts';

/** Which seats are held, and until when. */
export function HeldNotice({ order }: { order: OrderView }) {
  const { until, untilInstant, offset, leftMs } = order.held;
  return (
    <section className="notice" aria-label="Your seats">
      <p className="notice__lead">
        {order.seatCount === 1 ? 'This seat is' : 'These seats are'} yours until{' '}
        <time dateTime={untilInstant}>{until}</time>
        <span className="offset"> ({offset})</span>.
      </p>
      <Countdown leftMs={leftMs} />
      <OrderLines order={order} />
    </section>
  );
}
