import { amountMutations } from './break-amounts.ts';
import { approvalMutations } from './break-approval.ts';
import { bookingMutations } from './break-booking.ts';
import { captureMutations } from './break-capture.ts';
import { disputeMutations } from './break-disputes.ts';
import { oddityMutations } from './break-oddities.ts';
import { refundMutations } from './break-refunds.ts';
import { startMutations } from './break-start.ts';
import { webhookMutations } from './break-webhooks.ts';
import { breaks, integration, type Mutation, payments } from './case-model.ts';

/** Every guard of paying, each broken in a way that the tests named with it must notice. */
export const mutations: Mutation[] = [
  ...startMutations,
  ...approvalMutations,
  ...captureMutations,
  ...bookingMutations,
  ...oddityMutations,
  ...refundMutations,
  ...disputeMutations,
  ...webhookMutations,
  ...amountMutations,
];

const anyTest = integration('payment-settle', 'an approved payment is captured once, and the order is confirmed');

/** Changes nothing: whoever calls it killed calls everything killed. */
export const harmless: Mutation = breaks(
  'control: a comment',
  payments('settle'),
  'export function createSettle(parts: SettleParts): Settle {',
  '// nothing\nexport function createSettle(parts: SettleParts): Settle {',
  anyTest,
);

/** Does not run: its red tests say nothing about a guard. */
export const broken: Mutation = breaks(
  'control: a script that is none',
  'server/ledger/scripts/begin_capture.lua',
  'local attempt, order = meet_attempt(ARGV[2])',
  'local attempt, order = meet_attempt(ARGV[2]',
  anyTest,
);
