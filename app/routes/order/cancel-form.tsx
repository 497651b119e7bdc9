import { OrderLines } from './order-lines.tsx';
import type { OrderSum } from './order-sum.ts';
import type { OrderView } from './order-view.ts';

export const wholeOrder = 'all';

/** All of it, or one of its tickets. */
export function CancelForm({ order, left }: { order: OrderView; left: OrderSum }) {
  const { seatCount, places, cancelling } = order;
  // Once the buyer has the money by other ways there is only all of it to cancel.
  const isOne = seatCount === 1 || order.trouble !== null;
  const where = order.isPaidByTransfer ? 'you; the organizers send it by hand' : 'the PayPal account that paid';
  const money = cancelling.total ? ` ${cancelling.total} ${seatCount === 1 ? 'goes' : 'go'} back to ${where}.` : '';
  const deadline = cancelling.until ? ` This is possible until ${cancelling.until}.` : '';
  return (
    <>
      <p className="lead">
        {isOne
          ? `Your ${seatCount === 1 ? 'seat goes' : 'seats go'} back to everybody at once.${money}`
          : 'Seats go back to everybody at once.'}{' '}
        It cannot be undone.{deadline}
      </p>
      <OrderLines order={left} />
      <form method="post" className="form-end">
        {isOne ? null : (
          <fieldset className="tickets-to-cancel">
            <legend>What do you want to cancel?</legend>
            <label className="ticket-to-cancel">
              <input type="radio" name="what" value={wholeOrder} defaultChecked />
              <span>
                {seatCount === 2 ? 'Both' : `All ${seatCount}`} tickets.{money}
              </span>
            </label>
            {places.map(({ id, ticketName, price, attendee }) => (
              <label className="ticket-to-cancel" key={id}>
                <input type="radio" name="what" value={id} />
                <span>
                  Only the ticket of <bdi>{attendee?.name}</bdi>: {ticketName}
                  {order.isFree ? '' : `, ${price}`}
                </span>
              </label>
            ))}
          </fieldset>
        )}
        <button className="button button--danger" type="submit">
          {isOne ? 'Cancel the registration' : 'Cancel what is chosen'}
        </button>
      </form>
    </>
  );
}
