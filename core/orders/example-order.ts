import type { Conference } from '../conference.ts';
import type { Refund } from '../payments/refund.ts';
import type { Order } from './order.ts';
import { noAnswers } from './questions.ts';

/** For tests: two places of one confirmed order, with names that are hard on whatever draws or mails them. */
export const order: Order = {
  id: 'K7Q2ABCDEF',
  state: 'CONFIRMED',
  expiryReason: null,
  createdAt: Date.UTC(2027, 0, 1, 11, 50),
  heldUntil: Date.UTC(2027, 0, 1, 12, 5),
  extended: false,
  confirmedAt: Date.UTC(2027, 0, 1, 12, 0),
  cancelledAt: null,
  cancelledBy: null,
  isComplimentary: false,
  lines: [
    { ticketTypeId: 'conference', name: 'Conference', quantity: 1, unitPriceCents: 0, vatBasisPoints: null },
    { ticketTypeId: 'workshop', name: 'Workshop', quantity: 1, unitPriceCents: 0, vatBasisPoints: null },
  ],
  voucher: null,
  registrations: [
    {
      id: 'K7Q2ABCDEF-1',
      ticketTypeId: 'conference',
      attendee: { name: 'Zoë Ångström', email: 'zoe@example.org' },
      revision: 1,
      checkedInAt: null,
      cancelledAt: null,
    },
    {
      id: 'K7Q2ABCDEF-2',
      ticketTypeId: 'workshop',
      attendee: { name: 'علي حسن', email: 'ali@example.org' },
      revision: 1,
      checkedInAt: null,
      cancelledAt: null,
    },
  ],
  totalCents: 0,
  currency: 'EUR',
  buyer: { name: 'Zoë Ångström', email: 'zoe@example.org' },
  billing: null,
  documents: [],
  answers: noAnswers,
  transfer: null,
  payment: null,
  refunds: [],
};

/** Of a payment for it that is being sent back. */
export const refund: Refund = {
  id: 'p1-refund-1',
  attemptId: 'p1',
  amountCents: 9_900,
  currency: 'EUR',
  reason: 'cancelled',
  registrationId: null,
  state: 'REQUESTED',
  requestId: 'p1-refund-1-try-1',
  tries: 1,
  paypalRefundId: null,
  problem: null,
  mayTryAgain: false,
  how: null,
  requestedAt: Date.UTC(2027, 0, 2, 12, 0),
  updatedAt: Date.UTC(2027, 0, 2, 12, 0),
  completedAt: null,
};

export const conference: Conference = {
  name: 'Days of Type',
  tagline: null,
  description: [],
  startsOn: '2027-05-20',
  endsOn: '2027-05-22',
  timeZone: 'Europe/Lisbon',
  currency: 'EUR',
  venue: { name: 'Old Mill', address: 'Rua do Moinho 1, Lisboa', directions: [] },
  accentColor: '#b3402a',
  announcement: null,
  contactEmail: 'hello@example.org',
  cancelUntil: null,
};
