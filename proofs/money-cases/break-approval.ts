import { breaks, integration, lua, type Mutation, payments } from './case-model.ts';

const settle = payments('settle');
const late = integration(
  'ledger-payment-ends',
  'an approval after the end of the hold is never captured once the seats are gone, even if they come back',
);
const lateHttp = integration(
  'payment-late',
  'a hold that ends %s the approval: it is captured if the seats are there, and else never',
);
const declined = integration(
  'payment-outcomes',
  'a decline keeps the seats; the next try with the same order at PayPal is captured under another request id',
);
const twice = integration('ledger-payment', 'each step of paying sent twice is answered twice and done once');
/** AWAITING_APPROVAL -> CAPTURING, ABANDONED */
export const approvalMutations: Mutation[] = [
  breaks(
    'only what PayPal calls approved is captured',
    settle,
    "      case 'APPROVED':\n      case 'COMPLETED': {",
    "      case 'CREATED':\n      case 'PAYER_ACTION_REQUIRED':\n      case 'APPROVED':\n      case 'COMPLETED': {",
    integration('payment-settle', 'nothing is captured that nobody approved'),
  ),
  breaks(
    'the seats are pinned before PayPal is asked for the money',
    settle,
    'const begun = await ledger.beginCapture({ attemptId: attempt.id, isPaid });',
    `const hasty = { paypalOrderId: attempt.paypalOrderId ?? '', requestId: attempt.captureRequestId };
        if (!isPaid) await paypal.captureOrder(hasty);
        const begun = await ledger.beginCapture({ attemptId: attempt.id, isPaid });`,
    lateHttp,
    integration(
      'payment-races',
      'the last seat, approved late by 50 buyers at once: one is captured, nothing is taken from the others',
    ),
  ),
  breaks(
    'a late approval needs seats that are there',
    lua('sale'),
    'if not remaining or line.quantity > remaining then return nil end',
    'if not remaining then return nil end',
    late,
    lateHttp,
  ),
  breaks(
    'a late approval is held to the limit for a person',
    lua('sale'),
    'if room and line.quantity > room then return nil end',
    '',
    integration('ledger-payment-ends', "a late approval is held to the person's limit and to a sale that was stopped"),
  ),
  breaks(
    'whose seats are gone is given up for good, even if seats come back',
    lua('begin_capture'),
    '  give_up(attempt, order, problem)\n',
    '',
    late,
  ),
  {
    guard: 'seats that were let go are never paid for (two guards)',
    edits: [
      { file: lua('release'), from: "abandon_current(order, 'released')", to: '' },
      {
        file: lua('begin_capture'),
        from: "elseif order.state == 'EXPIRED' and (order.expiryReason == 'lapsed' or order.expiryReason == 'unpaid') then",
        to: "elseif order.state == 'EXPIRED' then",
      },
    ],
    red: [integration('ledger-payment', 'seats that were let go are not paid for')],
  },
  {
    guard: 'what was approved at another price is not captured (two guards)',
    edits: [
      { file: lua('hold_again'), from: "abandon_current(order, 'price_changed')", to: '' },
      {
        file: lua('begin_capture'),
        from: 'if attempt.amountCents ~= order.totalCents or attempt.currency ~= order.currency then',
        to: 'if false then',
      },
    ],
    red: [
      integration(
        'ledger-payment',
        'an order that is held again at another price is not paid with what was approved before',
      ),
    ],
  },
  breaks(
    'what is over is never captured',
    lua('begin_capture'),
    "if attempt.state ~= 'AWAITING_APPROVAL' then",
    "if attempt.state == 'CREATING' then",
    late,
    integration(
      'ledger-payment-oddities',
      'what is odd is quarantined: nothing is captured, the seats wait, and a person has a task',
    ),
  ),
  breaks(
    'PayPal is not asked about what was given up',
    settle,
    'return ((terms.doubt || terms.saysTaken) && (await lookAtOver(attempt))) || sayOver(attempt);',
    'return lookAtApproval(attempt, terms);',
    integration('payment-settle', 'what was given up is not asked about at PayPal any more, approved or not'),
  ),
  breaks(
    'who comes second does not begin a capture',
    lua('begin_capture'),
    'if IS_BEGUN[attempt.state] then return answer_attempt(attempt, order, true) end',
    'if IS_BEGUN[attempt.state] then return answer_attempt(attempt, order, false) end',
    twice,
  ),
  breaks(
    'a capture that was begun has no time that ends its seats',
    lua('begin_capture'),
    "redis.call('ZREM', key('holds'), order.id)",
    '',
    integration(
      'ledger-payment',
      'a paid order: held, paying, approved, captured, cancelled, refunded; seats and money follow',
    ),
  ),
  breaks(
    'nothing else happens to an order while PayPal is asked',
    lua('release'),
    "if not ENDS_BY_ITSELF[order.state] then return refuse('wrong_state', order) end",
    '',
    integration('ledger-payment', 'while PayPal is asked nothing else can happen to the order'),
    integration(
      'payment-races',
      'returning and letting go at the same moment: either the seats and the money, or neither',
    ),
  ),
  breaks(
    'a declined card is not tried again by a reload or the courier',
    lua('begin_capture'),
    "if attempt.isDeclined == '1' and ARGV[3] == '0' then",
    'if false then',
    declined,
  ),
];
