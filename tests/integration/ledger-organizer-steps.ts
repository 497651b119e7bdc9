import fc from 'fast-check';
import type { Order } from '../../core/orders/order.ts';
import type { OrganizerAct } from '../../core/orders/organizer-act.ts';
import type { OrganizerLedger } from '../../server/ledger/organizer-ledger.ts';
import { attendees } from './open-test-ledger.ts';

const organizeKinds = ['checkIn', 'undoCheckIn', 'correctAttendee', 'requestMail', 'issueComplimentary'] as const;

/** `place` may miss. `form`: who sends the same form again is in the same act. `variant` 0 is what usually is asked. */
export type OrganizeStep = {
  kind: (typeof organizeKinds)[number];
  target: number;
  place: number;
  form: number;
  variant: number;
};

export const organizeStepArbitrary: fc.Arbitrary<OrganizeStep> = fc.record({
  // To undo a check-in takes one, of the same ticket, before.
  kind: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('checkIn' as const, 'undoCheckIn' as const) },
    { weight: 3, arbitrary: fc.constantFrom(...organizeKinds) },
  ),
  target: fc.oneof({ weight: 4, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat(8) }),
  place: fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constantFrom(0, 2, 3, 9) }),
  form: fc.nat(9),
  variant: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 }) }),
});

export const organizer = { id: 'o-1', name: 'Olu "Door" Adé', email: 'olu@example.org' };
export const actOf = (requestId: string, note: string | null = null): OrganizerAct => ({
  requestId,
  by: organizer,
  note,
});

type Side = { [Name in keyof OrganizerLedger]: (request: Parameters<OrganizerLedger[Name]>[0]) => unknown };
type Acting = Omit<Side, 'getAudit'>;

/** What the step asks; the same of the ledger and of its model. */
export function toOrganizeCall(
  { kind, place, form, variant }: OrganizeStep,
  { order, newId }: { order: Order | undefined; newId: string },
) {
  const orderId = order?.id ?? 'nobody';
  const registrationId = `${orderId}-${place}`;
  const registration = order?.registrations[place - 1];
  const revision = (registration?.revision ?? 1) - (variant === 1 ? 1 : 0);
  const act = actOf(`${kind}-${form}`, variant === 2 ? 'they asked' : null);
  switch (kind) {
    case 'checkIn':
      return (side: Acting) => side.checkIn({ registrationId, revision: variant === 2 ? null : revision, act });
    case 'undoCheckIn':
      return (side: Acting) => side.undoCheckIn({ registrationId, act });
    case 'correctAttendee': {
      const attendee =
        variant === 2 && registration?.attendee
          ? registration.attendee
          : { name: `Corrected ${form} 李`, email: form % 2 === 0 ? null : `right${form}@example.org` };
      return (side: Acting) => side.correctAttendee({ registrationId, revision, attendee, act });
    }
    case 'requestMail':
      return (side: Acting) =>
        side.requestMail({ orderId, registrationId: variant === 0 ? null : registrationId, act });
    case 'issueComplimentary': {
      const ticketTypeId = ['party', 'both', 'late'][variant] ?? 'day';
      const quantity = 1 + (form % 3);
      const buyer = { name: 'Guest of honour', email: `guest${form}@example.org` };
      const request = {
        orderId: newId,
        selection: [{ ticketTypeId, quantity }],
        buyer,
        attendees: attendees(quantity),
      };
      return (side: Acting) => side.issueComplimentary({ ...request, act });
    }
  }
}
