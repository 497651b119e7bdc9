import { breaks, integration, lua, type Mutation, payments } from './case-model.ts';

const recorder = payments('record-captures');
const mismatch = payments('find-mismatch');
const differs = (what: string) =>
  integration('payment-settle', `an order whose ${what} differs is quarantined: nothing is captured, the seats wait`);
const wrongCapture = integration(
  'ledger-payment-oddities',
  'a capture of another amount, currency, or attempt confirms nothing',
);
const pending = integration('ledger-payment-ends', 'a pending payment keeps its seats until PayPal knows');
const pendingHttp = integration('payment-outcomes', 'a payment that is pending keeps its seats until it is %s');
const paidOrder = integration(
  'ledger-payment',
  'a paid order: held, paying, approved, captured, cancelled, refunded; seats and money follow',
);
const compares = (what: string, line: string) =>
  breaks(`${what} is compared before money is taken`, mismatch, line, '', differs(what));

/** CAPTURING -> CAPTURED, CAPTURE_PENDING, AWAITING_APPROVAL, DENIED */
export const bookingMutations: Mutation[] = [
  compares('amount', "    ['amount in minor units', order.amountCents, asked.amountCents],\n"),
  compares('currency', "    ['currency', order.currency, asked.currency],\n"),
  compares('custom_id', "    ['custom_id', order.customId, asked.id],\n"),
  compares('invoice_id', "    ['invoice_id', order.invoiceId, asked.invoiceId],\n"),
  compares(
    'payee',
    "if (asked.payee !== null) compared.push(['payee', order.payeeMerchantId ?? asked.payee, asked.payee]);",
  ),
  breaks(
    'where nobody is named, whom the order was made for is to be paid',
    mismatch,
    'payee: merchantId ?? attempt.payeeMerchantId',
    'payee: merchantId',
    integration(
      'payment-settle',
      'where nobody named the account to be paid, it has to stay the one that the order was made for',
    ),
  ),
  {
    guard: 'a capture of another amount confirms nobody (two guards)',
    edits: [
      {
        file: mismatch,
        from: 'if (capture.amountCents === attempt.amountCents && capture.currency === attempt.currency) return null;',
        to: 'return null;',
      },
      {
        file: lua('record_capture'),
        from: 'if amount_cents ~= attempt.amountCents or currency ~= attempt.currency then',
        to: 'if false then',
      },
    ],
    red: [
      wrongCapture,
      integration(
        'payment-settle',
        'a capture of another amount is booked as what it was, and nobody is told that they are confirmed',
        'a capture of another currency is booked as what it was, and nobody is told that they are confirmed',
      ),
    ],
  },
  breaks(
    'a capture whose money was sent back at once confirms nobody',
    recorder,
    "status === 'COMPLETED' ? findCaptureMismatch(attempt, capture) : 'its money was sent back without being asked';",
    'findCaptureMismatch(attempt, capture);',
    integration(
      'payment-settle',
      'a capture of money that was sent back at once is booked as what it was, and nobody is told that they are confirmed',
    ),
  ),
  breaks(
    "another attempt's capture is not taken for this one's",
    lua('attempts'),
    'return owner and owner ~= attempt.id',
    'return false',
    wrongCapture,
  ),
  breaks(
    'a capture is booked once',
    lua('record_capture'),
    "return attempt.captureId == capture_id and answer_attempt(attempt, order, true)\n    or refuse_attempt('payment_differs', attempt, order)",
    'book_capture(attempt, capture_id, amount_cents, currency)\n  return answer_attempt(attempt, order, true)',
    integration('ledger-payment', 'each step of paying sent twice is answered twice and done once'),
    wrongCapture,
  ),
  breaks(
    'money is booked in the step that confirms',
    lua('record_capture'),
    'book_capture(attempt, capture_id, amount_cents, currency)\n',
    '',
    paidOrder,
  ),
  breaks(
    'what is captured without pinned seats confirms nobody',
    lua('record_capture'),
    "if attempt.state ~= 'CAPTURING' and attempt.state ~= 'CAPTURE_PENDING' then",
    'if false then',
    wrongCapture,
  ),
  breaks(
    'a pending capture is no money',
    recorder,
    "return status === 'COMPLETED' || status === 'REFUNDED' || status === 'PARTIALLY_REFUNDED';",
    "return status !== 'DECLINED' && status !== 'FAILED';",
    pendingHttp,
  ),
  breaks(
    'a DECLINED inside a 201 is a decline',
    payments('create-paypal-client'),
    "const isRefused = ({ status }: { status: string }) => status === 'DECLINED' || status === 'FAILED';",
    'const isRefused = (_: { status: string }) => false;',
    integration('paypal-client', 'DECLINED inside a 201 is a decline', 'FAILED inside a 201 is a decline'),
  ),
  breaks(
    'seats are pinned while PayPal is checking',
    lua('record_capture_pending'),
    "save(order, 'payment_pending', { state = 'PAYMENT_PENDING' })",
    "save(order, 'payment_pending', { state = 'PAYMENT_PENDING' })\nredis.call('ZADD', key('holds'), order.heldUntil, order.id)",
    pending,
    pendingHttp,
  ),
  {
    guard: 'nobody cancels what PayPal is still checking (two guards)',
    edits: [
      {
        file: lua('cancel'),
        from: "if order.state ~= 'CONFIRMED' then return refuse('wrong_state', order) end\n",
        to: '',
      },
      {
        file: lua('cancelling'),
        from: "local is_there = attempt and (attempt.state == 'CAPTURED' or (can_be_gone and attempt.state == 'REVERSED'))",
        to: 'local is_there = attempt',
      },
    ],
    red: [
      integration(
        'payment-outcomes',
        'what PayPal is still checking cannot be cancelled or let go, and ends as PayPal says',
      ),
    ],
  },
  breaks(
    'a denied payment gives its seats back',
    lua('record_denial'),
    "else expire(order, 'denied') end",
    'end',
    pending,
    pendingHttp,
  ),
  breaks(
    'after a denial another invoice is paid',
    lua('record_denial'),
    'order.paymentRevision = tostring(tonumber(order.paymentRevision) + 1)',
    '',
    pending,
  ),
  breaks(
    'a decline keeps the same seats',
    lua('record_decline'),
    "local changes = { state = is_finished and 'HELD' or 'PAYING', heldUntil = held_until }",
    "local changes = { state = is_finished and 'HELD' or 'PAYING', heldUntil = now }",
    integration(
      'ledger-payment-ends',
      'a decline gives the same seats for a while, and the next capture another request id',
    ),
    integration(
      'payment-outcomes',
      'DECLINED inside a 201 finishes the order at PayPal: the same seats are paid with another one',
    ),
  ),
  breaks(
    'a card that is declined again and again keeps no seats for good',
    lua('record_decline'),
    'if is_timed and declines <= DECLINES_WITH_GRACE then',
    'if is_timed then',
    integration('ledger-payment-ends', 'a card that is declined again and again does not keep the seats for good'),
  ),
  breaks(
    'an order that PayPal has finished is paid by another invoice',
    lua('record_decline'),
    'if is_finished then changes.paymentRevision = tonumber(order.paymentRevision) + 1 end',
    '',
    integration(
      'ledger-payment-ends',
      "a decline that finished PayPal's order keeps the seats for another one, with an invoice of its own",
    ),
  ),
];
