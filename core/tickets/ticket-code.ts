import { fromBase32, toBase32 } from './base32.ts';

/** What a ticket's code says. A changed registration gets the next revision; the codes of earlier ones are refused. */
export type Ticket = { eventId: string; registrationId: string; revision: number };

export const ticketFormat = 'F1';

/** Ed25519 signatures have one length. */
const signatureBytes = 64;
const eventForm = /^[a-z0-9-]{1,40}$/;
const registrationForm = /^[0-9A-Z]{1,20}-[1-9]\d{0,2}$/;
const codeForm = /^F1\.([0-9A-Z-]{1,40})\.([0-9A-Z]{1,20}-[1-9]\d{0,2})\.([1-9]\d{0,5})\.([A-Z2-7]+)$/;

/** The part of a code that is signed: `F1.EVENT.K7Q2ABCDEF-1.1`. Throws for ids that a code cannot carry. */
export function toSignedText({ eventId, registrationId, revision }: Ticket): string {
  if (!eventForm.test(eventId)) throw new RangeError(`"${eventId}" is no event id`);
  if (!registrationForm.test(registrationId)) throw new RangeError(`"${registrationId}" is no registration id`);
  if (!Number.isInteger(revision) || revision < 1 || revision > 999_999)
    throw new RangeError(`${revision} is no revision`);
  return [ticketFormat, eventId.toUpperCase(), registrationId, revision].join('.');
}

/** `F1.EVENT.K7Q2ABCDEF-1.1.<signature>`: only characters of the QR code's alphanumeric set (docs/decisions/003). */
export function formatTicketCode(ticket: Ticket, signature: Uint8Array): string {
  return `${toSignedText(ticket)}.${toBase32(signature)}`;
}

/** Takes a code apart without judging it; null where it is none. Case and the spaces around it do not matter: people type. */
export function parseTicketCode(code: string): { ticket: Ticket; signedText: string; signature: Uint8Array } | null {
  const match = codeForm.exec(code.trim().toUpperCase());
  if (!match) return null;
  const [, event = '', registrationId = '', revision = '', tail = ''] = match;
  const signature = fromBase32(tail);
  if (signature?.length !== signatureBytes) return null;
  const ticket = { eventId: event.toLowerCase(), registrationId, revision: Number(revision) };
  return { ticket, signedText: toSignedText(ticket), signature };
}

/** `K7Q2ABCDEF-1` -> `K7Q2ABCDEF` */
export function orderIdOf(registrationId: string): string {
  return registrationId.slice(0, registrationId.lastIndexOf('-'));
}
