import type { Attendee, Buyer, Selection, Transition } from '../../core/orders/order.ts';
import type { AuditEntry, OrganizerAct } from '../../core/orders/organizer-act.ts';

/**
 * What organizers do to orders. Each writes its audit entry in the step that has the effect, so there is neither without the other;
 * who repeats a call, by the act's request id or because it is so already, is answered as the first time (`replayed`).
 * `wrong_state` with an order that is CONFIRMED: somebody changed the registration since it was looked at.
 */
export interface OrganizerLedger {
  /** Marks one registration of a CONFIRMED order as come. Of two devices one is first; the other is told when that was.
   *  `revision`: that of the ticket that was shown; one that was replaced is refused. Null where no ticket was looked at. */
  checkIn(request: { registrationId: string; revision: number | null; act: OrganizerAct }): Promise<Transition>;

  undoCheckIn(request: { registrationId: string; act: OrganizerAct }): Promise<Transition>;

  /** Another name or address for one registration. Its revision goes up by one and its ticket is refused from now on: it was with
   *  the wrong person, or at the wrong address. `revision`: the one that was looked at. */
  correctAttendee(request: {
    registrationId: string;
    revision: number;
    attendee: Attendee;
    act: OrganizerAct;
  }): Promise<Transition>;

  /** A CONFIRMED order that costs nothing. Limits and sale windows are not asked, quotas are: never more than there is. */
  issueComplimentary(request: {
    orderId: string;
    selection: Selection;
    buyer: Buyer;
    attendees: Attendee[];
    act: OrganizerAct;
  }): Promise<Transition>;

  /** Has the courier send once more what the order's state says. Null: to everybody. */
  requestMail(request: { orderId: string; registrationId: string | null; act: OrganizerAct }): Promise<Transition>;

  /** Oldest first. */
  getAudit(orderId: string): Promise<AuditEntry[]>;
}
