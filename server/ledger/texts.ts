import { createHash } from 'node:crypto';
import type { Billing } from '../../core/orders/invoice.ts';
import type { Attendee, Buyer, Selection } from '../../core/orders/order.ts';
import type { OrganizerAct } from '../../core/orders/organizer-act.ts';
import type { GivenAnswer, GivenAnswers } from '../../core/orders/questions.ts';
import { orderIdOf } from '../../core/tickets/ticket-code.ts';

/** What the scripts are given as text: named fields in a fixed order, so that the same thing is the same text and a replay is seen. */

/** One line a type, sorted. */
export function toSelectionText(selection: Selection): string {
  const quantities = new Map<string, number>();
  for (const { ticketTypeId, quantity } of selection) {
    if (!Number.isSafeInteger(quantity) || quantity < 1)
      throw new RangeError('a quantity must be a whole number from 1');
    quantities.set(ticketTypeId, (quantities.get(ticketTypeId) ?? 0) + quantity);
  }
  if (quantities.size === 0) throw new RangeError('a selection must name a ticket type');
  const lines = [...quantities]
    .map(([ticketTypeId, quantity]) => ({ ticketTypeId, quantity }))
    .sort((a, b) => (a.ticketTypeId < b.ticketTypeId ? -1 : 1));
  return JSON.stringify(lines);
}

export function isComplete(buyer: Buyer, attendees: Attendee[]): boolean {
  return [buyer.name, buyer.email, ...attendees.map((attendee) => attendee.name)].every((text) => text.trim() !== '');
}

export const toBuyerText = ({ name, email }: Buyer): string => JSON.stringify({ name, email });
/** Empty where nothing of it was given. */
export function toBillingText(billing: Billing | null): string {
  if (!billing || Object.values(billing).every((text) => text === null)) return '';
  const { company, address, vatId } = billing;
  return JSON.stringify({ company, address, vatId });
}
export const toAttendeeText = ({ name, email }: Attendee): string => JSON.stringify({ name, email });
export const toAttendeesText = (attendees: Attendee[]): string => `[${attendees.map(toAttendeeText).join(',')}]`;
/** '' where nothing was answered. */
export function toAnswersText({ order, attendees }: GivenAnswers): string {
  const plain = (answers: GivenAnswer[]) =>
    answers.map(({ questionId, question, values }) => ({ questionId, question, values }));
  const isEmpty = order.length === 0 && attendees.every((answers) => answers.length === 0);
  return isEmpty ? '' : JSON.stringify({ order: plain(order), attendees: attendees.map(plain) });
}
export function toActText({ requestId, by: { id, name, email }, note }: OrganizerAct): string {
  return JSON.stringify({ requestId, by: { id, name, email }, note });
}

/** `K7Q2ABCDEF-2` -> the order and the place in it. What is no place is 0, which no order has. */
export function placeOf(registrationId: string): [orderId: string, place: number] {
  const orderId = orderIdOf(registrationId);
  const place = registrationId.slice(orderId.length + 1);
  return [orderId, /^[1-9]\d{0,2}$/.test(place) ? Number(place) : 0];
}

/** One person is one address, however it is written; only its hash is a key. */
export function hashPerson(email: string): string {
  return hash(email.trim().normalize('NFC').toLowerCase());
}

export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
