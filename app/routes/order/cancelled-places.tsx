import type { OrderView } from './order-view.ts';

/** The tickets that were cancelled one by one. */
export function CancelledPlaces({ order, title }: { order: OrderView; title: string }) {
  if (order.cancelledPlaces.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <ul>
        {order.cancelledPlaces.map(({ id, ticketName, attendee }) => (
          <li key={id}>
            <bdi>{attendee?.name}</bdi>, {ticketName} ({id}): this ticket opens no door any more.
          </li>
        ))}
      </ul>
    </>
  );
}
