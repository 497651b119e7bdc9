import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Registration } from '../../core/orders/order.ts';
import { type RefusedTickets, toSignedList } from '../../core/tickets/refused-tickets.ts';
import { formatTicketCode, parseTicketCode, type Ticket, toSignedText } from '../../core/tickets/ticket-code.ts';

/** Signs for one event. The same registration always gets the same code: Ed25519 uses no randomness. */
export function createTicketSigner(options: { privateKey: KeyObject; eventId: string }) {
  const { privateKey, eventId } = options;
  const publicKey = createPublicKey(privateKey);
  const signText = (text: string) => sign(null, Buffer.from(text), privateKey);
  return {
    eventId,
    publicKey,
    codeOf(registration: Pick<Registration, 'id' | 'revision'>): string {
      const ticket = { eventId, registrationId: registration.id, revision: registration.revision };
      return formatTicketCode(ticket, signText(toSignedText(ticket)));
    },
    signRefused(list: { version: number; at: number; refused: string[] }): RefusedTickets {
      const signature = signText(toSignedList({ eventId, ...list })).toString('base64url');
      return { eventId, ...list, signature };
    },
  };
}

export type TicketSigner = ReturnType<typeof createTicketSigner>;

/** The ticket behind a code, or null where it is no code or was signed by somebody else. Needs nothing but the public key. */
export function verifyTicketCode(code: string, publicKey: KeyObject): Ticket | null {
  const parsed = parseTicketCode(code);
  if (!parsed) return null;
  return verify(null, Buffer.from(parsed.signedText), publicKey, parsed.signature) ? parsed.ticket : null;
}

export function isSignedList(list: RefusedTickets, publicKey: KeyObject): boolean {
  return verify(null, Buffer.from(toSignedList(list)), publicKey, Buffer.from(list.signature, 'base64url'));
}
