import { listLive, type Order } from '../orders/order.ts';
import type { MailKind } from './mail-kinds.ts';

/** One mail goes to each. `key` names it in logs, metrics and Message-IDs without saying who it is. */
export type Recipient = { key: string; name: string; address: string; isBuyer: boolean; registrationIds: string[] };

const hearsAttendees: MailKind[] = ['confirmed', 'cancelled', 'ticket-cancelled', 'corrected'];

/**
 * The buyer hears of everything and gets every ticket. An attendee with an address of their own hears of their own ticket, and
 * never gets the order's link: that is the right to cancel everybody's. `about`: only this registration's people, and its ticket.
 */
export function listRecipients(kind: MailKind, order: Order, about: string | null = null): Recipient[] {
  const { buyer } = order;
  if (!buyer) return [];
  // Whose ticket was cancelled alone heard of it then, and of nothing since.
  const known = kind === 'ticket-cancelled' ? order.registrations : listLive(order);
  const registrations = known.filter(({ id }) => about === null || id === about);
  if (registrations.length === 0) return [];
  const all = registrations.map(({ id }) => id);
  const place = about === null ? '' : `-${about.slice(about.lastIndexOf('-') + 1)}`;
  const recipients: Recipient[] = [
    { key: `buyer${place}`, name: buyer.name, address: buyer.email, isBuyer: true, registrationIds: all },
  ];
  if (!hearsAttendees.includes(kind)) return recipients;
  for (const { id, attendee } of registrations) {
    if (!attendee?.email || isSameAddress(attendee.email, buyer.email)) continue;
    const key = id.slice(id.lastIndexOf('-') + 1);
    recipients.push({ key, name: attendee.name, address: attendee.email, isBuyer: false, registrationIds: [id] });
  }
  return recipients;
}

function isSameAddress(one: string, other: string): boolean {
  const plain = (address: string) => address.trim().normalize('NFC').toLowerCase();
  return plain(one) === plain(other);
}
