import fc from 'fast-check';
import type { Catalogue } from '../../core/orders/catalogue.ts';
import type { Attendee, Selection } from '../../core/orders/order.ts';
import type { GivenAnswers } from '../../core/orders/questions.ts';
import { dayMs } from '../../core/orders/transfer.ts';
import { catalogueArbitrary, codes, typeIds } from './ledger-catalogues.ts';
import { type OrganizeStep, organizeStepArbitrary } from './ledger-organizer-steps.ts';
import { type PayStep, payStepArbitrary } from './ledger-payment-steps.ts';
import { type RefundStep, refundStepArbitrary } from './ledger-refund-steps.ts';
import { holdMs } from './open-test-ledger.ts';

/** One thing that happens. `target` counts back from the newest order (and may miss), so that a shrunk list stays meaningful. */
export type Step =
  | { kind: 'hold'; form: number; selection: Selection; code?: string | null }
  | { kind: 'findVoucher'; code: string }
  | {
      kind: 'saveDetails';
      target: number;
      person: number;
      spelling: number;
      isMissing: boolean;
      answers?: GivenAnswers;
    }
  | { kind: 'confirm' | 'release' | 'cancel'; target: number }
  | { kind: 'extend' | 'holdAgain'; target: number }
  /** The newest, or an older, request once more, word for word. */
  | { kind: 'resend'; back: number }
  | { kind: 'expireDue'; limit: number }
  | { kind: 'applyCatalogue'; catalogue: Catalogue }
  | { kind: 'getAvailability' }
  | { kind: 'pass'; ms: number }
  /** Whatever brings the order nearer to its end, some times over: left to chance, few would ever be paid. */
  | { kind: 'goOn'; target: number; person: number; ways: number[] }
  | { kind: 'cancelByOrganizer'; target: number; form: number }
  /** `variant` 0 is what usually is asked. */
  | { kind: 'chooseTransfer' | 'markTransferPaid' | 'callOff'; target: number; variant: number }
  | { kind: 'sweepTransfers'; limit: number }
  | OrganizeStep
  | RefundStep
  | PayStep;

const formCount = 4;
const target = fc.oneof({ weight: 4, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat(8) });

const selection: fc.Arbitrary<Selection> = fc
  .uniqueArray(fc.constantFrom(...typeIds), { minLength: 1, maxLength: 3 })
  .chain((ids) =>
    fc
      .array(fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 3 }) }, fc.integer({ min: 4, max: 12 })), {
        minLength: ids.length,
        maxLength: ids.length,
      })
      .map((quantities) => ids.map((ticketTypeId, index) => ({ ticketTypeId, quantity: quantities[index] ?? 1 }))),
  );

export const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('hold' as const),
      form: fc.nat(formCount * 3),
      selection,
      code: fc.option(fc.constantFrom(...codes), { freq: 2 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('saveDetails' as const),
      target,
      person: fc.nat(1),
      spelling: fc.nat(2),
      isMissing: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
      answers: fc.constantFrom<GivenAnswers | undefined>(undefined, {
        order: [{ questionId: 'colour', question: 'Which “colour”?', values: ['blau 🟦', ''] }],
        attendees: [[], [{ questionId: 'food', question: 'Food?', values: [] }]],
      }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('confirm' as const), target }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('release' as const, 'cancel' as const), target }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('extend' as const, 'holdAgain' as const), target }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('extend' as const), target: fc.constant(0) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('resend' as const), back: fc.nat(6) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('expireDue' as const), limit: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('chooseTransfer' as const, 'markTransferPaid' as const, 'callOff' as const),
      target,
      variant: fc.nat(3),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('sweepTransfers' as const), limit: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 8, arbitrary: payStepArbitrary },
  { weight: 8, arbitrary: organizeStepArbitrary },
  { weight: 6, arbitrary: refundStepArbitrary },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('cancelByOrganizer' as const), target, form: fc.nat(9) }),
  },
  {
    weight: 15,
    arbitrary: fc.record({
      kind: fc.constant('goOn' as const),
      target,
      person: fc.nat(1),
      ways: fc.array(fc.nat(9), { minLength: 1, maxLength: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('applyCatalogue' as const), catalogue: catalogueArbitrary }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'getAvailability' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('findVoucher' as const), code: fc.constantFrom(...codes) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.oneof(
        fc.constantFrom(1, holdMs - 1, holdMs, dayMs, 2 * dayMs),
        fc.integer({ min: 1, max: Math.round(holdMs * 1.2) }),
      ),
    }),
  },
);

/** The same person, however they write their address. */
export function addressOf(person: number, spelling: number): string {
  const address = ['zoë+conf@exämple.org', 'li@example.org'][person] ?? 'ada@example.org';
  return [address, address.toUpperCase(), ` ${address.normalize('NFD')}`][spelling] ?? address;
}

export function attendeesFor(seats: number, isMissing: boolean): Attendee[] {
  const names = ['Ada', 'علي', 'Grace 🚀', '李'];
  return Array.from({ length: seats }, (_, index) => ({
    name: isMissing && index === 0 ? '' : `${names[index % names.length]} ${index}`,
    email: index % 2 === 0 ? null : `guest${index}@example.org`,
  }));
}
