import type { Order } from '../../core/orders/order.ts';
import type { OrderPages } from '../ledger/order-pages.ts';

/** Read at once. */
const pageSize = 200;
/** How many orders one request looks through; whoever wants more asks for the next page. */
const maxRead = 4_000;

const plain = (text: string) => text.normalize('NFC').toLowerCase();

/** By order code, invoice number, names and addresses, whole or in part, however they are written. */
export function matches(order: Order, search: string): boolean {
  const wanted = plain(search);
  const people = order.registrations.flatMap(({ attendee }) => (attendee ? [attendee.name, attendee.email] : []));
  const invoices = [order.billing?.company, ...order.documents.map(({ number }) => number)];
  const texts = [order.id, order.buyer?.name, order.buyer?.email, ...people, ...invoices];
  return texts.some((text) => text && plain(text).includes(wanted));
}

/** The newest first. `cursor`: where to go on; null at the end. It may come with fewer orders than were wanted, or none. */
export async function findOrders(
  pages: OrderPages,
  { search, state, cursor, limit }: { search: string; state: string; cursor: string | null; limit: number },
): Promise<{ orders: Order[]; cursor: string | null }> {
  const found: Order[] = [];
  let after = cursor;
  for (let read = 0; read < maxRead; read += pageSize) {
    const ids = await pages.listIds({ from: 'newest', after, limit: pageSize });
    for (const order of await pages.readOrders(ids)) {
      after = order.id;
      if (state && order.state !== state) continue;
      if (search && !matches(order, search)) continue;
      found.push(order);
      if (found.length === limit) return { orders: found, cursor: after };
    }
    if (ids.length < pageSize) return { orders: found, cursor: null };
  }
  return { orders: found, cursor: after };
}
