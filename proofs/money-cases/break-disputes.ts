import { breaks, integration, lua, type Mutation, payments } from './case-model.ts';

const settler = payments('settle-refund');
const look = payments('look-at-captured');
const disputes = (...names: string[]) => integration('disputes', ...names);
const disputed = disputes('a dispute keeps the seat and the money where they are: no refund, no cancellation, a task');
const refunds = (...names: string[]) => integration('disputed-refunds', ...names);
const waits = refunds('what was to go back before the buyer complained waits until PayPal has decided');
const won = disputes(
  'a dispute that the buyer wins takes the money; the seat waits until somebody cancels, without a refund',
);
const chargeback = disputes('a chargeback is booked as gone, and as back where the bank decides for us after all');

/** CAPTURED -> DISPUTED, REVERSED */
export const disputeMutations: Mutation[] = [
  breaks(
    'while a payment is disputed it is not cancelled',
    lua('cancelling'),
    "local is_there = attempt and (attempt.state == 'CAPTURED' or (can_be_gone and attempt.state == 'REVERSED'))",
    'local is_there = attempt',
    disputed,
  ),
  breaks(
    'while a payment is disputed no amount is promised',
    lua('refund_amount'),
    "or not attempt or attempt.state ~= 'CAPTURED' then",
    'or not attempt then',
    waits,
  ),
  breaks(
    'while a payment is disputed nothing is sent back',
    settler,
    "(refund.state === 'REQUESTED' && state !== 'DISPUTED')",
    "refund.state === 'REQUESTED'",
    waits,
  ),
  breaks(
    'once the buyer has won nothing more is sent',
    settler,
    "else if (state === 'REVERSED' && refund.state === 'REQUESTED') await settleTakenBack(refund, captureId);",
    '',
    refunds(
      'where PayPal does not say that all of a lost payment has gone, a person looks for what was still to go back',
    ),
  ),
  breaks(
    'what was to go back has an end once the buyer has won',
    settler,
    "(refund.state === 'REQUESTED' && state !== 'DISPUTED')",
    "(refund.state === 'REQUESTED' && state !== 'DISPUTED' && state !== 'REVERSED')",
    refunds('what was still to go back is back with the rest once the buyer has won: %s'),
  ),
  breaks(
    'what was to go back is back only where all of the payment has gone',
    settler,
    "const isBack = capture.value.status === 'REFUNDED';",
    'const isBack = true;',
    refunds(
      'where PayPal does not say that all of a lost payment has gone, a person looks for what was still to go back',
    ),
  ),
  breaks(
    'a lost dispute has its end where all was to go back',
    lua('record_reversal'),
    "if rest == 0 and attempt.state == 'CAPTURED' then",
    'if rest == 0 then',
    refunds('a dispute about money that was all to go back ends for us too'),
  ),
  breaks('a dispute is a task', lua('record_dispute'), "open_task(attempt, 'disputed', ARGV[4])", '', disputed),
  breaks(
    'a reversal is a task',
    lua('record_reversal'),
    "open_task(attempt, 'reversed', ARGV[4])",
    '',
    won,
    chargeback,
  ),
  breaks(
    'reversed money is booked as gone',
    lua('record_reversal'),
    "if rest > 0 then book_money(attempt, 'reversal', attempt.captureId, rest, captured_currency(attempt)) end",
    '',
    won,
  ),
  breaks(
    'reversed money is not sent back a second time',
    lua('cancelling'),
    'local rest = attempt and not is_gone and unasked_cents(attempt, order) or 0',
    'local rest = attempt and unasked_cents(attempt, order) or 0',
    won,
  ),
  breaks(
    'money that came back is booked as back',
    lua('end_dispute'),
    "if attempt.state == 'REVERSED' and rest > 0 then",
    'if false then',
    chargeback,
  ),
  breaks(
    'a dispute that the buyer won has taken the money',
    look,
    "const lostOutcomes = new Set(['RESOLVED_BUYER_FAVOUR', 'ACCEPTED']);",
    "const lostOutcomes = new Set(['ACCEPTED']);",
    won,
  ),
  breaks(
    "a dispute about somebody else's money moves nothing",
    look,
    'return attempt.captureId && reply.value.captureIds.includes(attempt.captureId) ? reply.value : null;',
    'return reply.value;',
    disputes('a dispute about a payment of somebody else moves nothing'),
  ),
  breaks(
    'the end of a dispute is looked for where nobody tells',
    lua('attempts'),
    '  DISPUTED = 6 * 3600 * 1000,\n',
    '',
    disputes('where the webhook about the end (%s) is lost, the courier finds it'),
  ),
];
