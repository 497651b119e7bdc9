import { parseAudit } from './audit-record.ts';
import type { OrganizerLedger } from './organizer-ledger.ts';
import { parseTransition } from './replies.ts';
import type { RunScript } from './scripts.ts';
import {
  hash,
  hashPerson,
  isComplete,
  placeOf,
  toActText,
  toAttendeesText,
  toAttendeeText,
  toBuyerText,
  toSelectionText,
} from './texts.ts';

/** The part of the ledger through which organizers act. */
export function createOrganizerLedger(run: RunScript): OrganizerLedger {
  return {
    async checkIn({ registrationId, revision, act }) {
      return parseTransition(await run('checkIn', ...placeOf(registrationId), revision ?? '', toActText(act)));
    },

    async undoCheckIn({ registrationId, act }) {
      return parseTransition(await run('undoCheckIn', ...placeOf(registrationId), toActText(act)));
    },

    async correctAttendee({ registrationId, revision, attendee, act }) {
      if (attendee.name.trim() === '') throw new RangeError('an attendee must have a name');
      const after = toAttendeeText(attendee);
      return parseTransition(
        await run('correctAttendee', ...placeOf(registrationId), Math.round(revision), after, toActText(act)),
      );
    },

    async issueComplimentary({ orderId, selection, buyer, attendees, act }) {
      const seats = selection.reduce((sum, { quantity }) => sum + quantity, 0);
      if (!isComplete(buyer, attendees) || attendees.length !== seats)
        throw new RangeError('a complimentary order needs a name for each of its seats, and a buyer');
      // Told apart from the forms of buyers, which choose their keys themselves.
      const form = hash(`organizer ${act.requestId}`);
      const details = [toBuyerText(buyer), toAttendeesText(attendees), hashPerson(buyer.email)] as const;
      return parseTransition(
        await run('issueComplimentary', orderId, form, toSelectionText(selection), ...details, toActText(act)),
      );
    },

    async requestMail({ orderId, registrationId, act }) {
      const [of, number] = registrationId === null ? [orderId, ''] : placeOf(registrationId);
      const place = of === orderId ? number : 0;
      return parseTransition(await run('requestMail', orderId, place, toActText(act)));
    },

    async getAudit(orderId) {
      return parseAudit(await run('auditOf', orderId));
    },
  };
}
