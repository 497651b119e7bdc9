import { breaks, integration, lua, type Mutation, payments } from './case-model.ts';

const settler = payments('settle-refund');
const refunds = (...names: string[]) => integration('payment-refund', ...names);
const onlyExact = integration(
  'ledger-refund',
  'only exactly what was asked for goes back by itself; nothing that may still get its seats',
);
const wholeRefund = refunds('a cancelled order is paid back in full, once, by the courier');
const refused = refunds(
  'a refund that PayPal definitely refuses is a task, is not asked for again by itself, and goes when a person says so',
);
const odd = refunds(
  'a refund that was not what was asked for is not asked for once more: what a person did by hand closes it',
);
/** CAPTURED -> REFUNDING -> REFUNDED */
export const refundMutations: Mutation[] = [
  breaks(
    'the intent to send money back is on disk in the step that cancels',
    lua('cancelling'),
    "if rest > 0 then changes.refunds = with_refund(order, attempt, rest, 'cancelled') end",
    '',
    wholeRefund,
  ),
  breaks(
    'a refund is asked for by the request id that is on disk',
    settler,
    '...{ captureId, requestId, amountCents, currency, noteToPayer },',
    '...{ captureId, requestId: requestId + performance.now(), amountCents, currency, noteToPayer },',
    refunds('whatever happens to the answer, the money goes back once'),
  ),
  breaks(
    'a refund is booked once',
    lua('record_refund'),
    "if refund.state == 'COMPLETED' or refund.requestId ~= request_id or refund.state == state then",
    'if refund.requestId ~= request_id then',
    integration('ledger-payment', 'each step of paying sent twice is answered twice and done once'),
  ),
  breaks(
    'a slow answer to an earlier request tells nothing new of a refund',
    lua('record_refund'),
    'or refund.requestId ~= request_id or',
    'or',
    integration(
      'ledger-refund',
      'a slow answer to the request before is not believed of the one that a person had asked again',
    ),
  ),
  breaks(
    'never more goes back than was captured',
    lua('refund_amount'),
    "if amount_cents > rest then return refuse('over_captured', order, '', rest) end",
    '',
    refunds('parts go back one after the other, then the rest, and never more: %s'),
  ),
  breaks(
    'a form that is sent twice sends back one amount',
    lua('refund_amount'),
    "if was_done(order, act, 'refunded') then return answer(order, true) end",
    '',
    refunds('a form that is sent twice sends back one amount'),
  ),
  breaks(
    'cancelling twice sends the money back once',
    lua('cancel'),
    "if order.state == 'CANCELLED' then return answer(order, true) end\nif order.state ~= 'CONFIRMED' then return refuse('wrong_state', order) end\n",
    '',
    integration('payment-races', 'cancelling twice at once sends the money back once'),
  ),
  breaks(
    'a refund that failed is a task',
    lua('record_refund'),
    "  open_task(attempt, 'refund_failed', problem, refund.id)\n",
    '',
    refused,
    integration('ledger-payment-oddities', 'a refund that failed is a task until the money has gone back'),
  ),
  breaks(
    'a refund that failed is not taken up again by itself',
    lua('record_refund'),
    "if refund.state == 'FAILED' and state ~= 'COMPLETED' then return refuse_attempt('wrong_state', attempt, order) end",
    '',
    integration('ledger-payment-oddities', 'a refund that failed is a task until the money has gone back'),
  ),
  breaks(
    "a refund is tried again only after PayPal's definite no",
    lua('retry_refund'),
    "if refund.state ~= 'FAILED' or not refund.mayTryAgain then return refuse('wrong_state', order) end",
    "if refund.state ~= 'FAILED' then return refuse('wrong_state', order) end",
    odd,
  ),
  breaks(
    'a second try has another name',
    lua('retry_refund'),
    "refund.requestId, refund.state, refund.updatedAt = refund.id .. '-try-' .. refund.tries, 'REQUESTED', now",
    "refund.state, refund.updatedAt = 'REQUESTED', now",
    refused,
  ),
  breaks(
    'a refund of another amount is no success',
    settler,
    'if (amountCents !== refund.amountCents || currency !== refund.currency) {',
    'if (currency !== refund.currency) {',
    odd,
  ),
  breaks(
    'a refund that PayPal has pending is not done',
    settler,
    "if (status === 'COMPLETED' || status === 'PENDING')\n      return { state: status,",
    "if (status === 'COMPLETED' || status === 'PENDING')\n      return { state: 'COMPLETED',",
    refunds('a refund that PayPal has pending is asked about until it is %s'),
  ),
  breaks(
    'money that was sent back by hand is found, not sent twice',
    settler,
    "if (capture.value.status === 'REFUNDED') return { state: 'COMPLETED', problem: null, isDefinite: false };",
    '',
    refunds('money that was sent back by hand is found, and not sent a second time'),
  ),
  breaks(
    'where PayPal has sent back more than is known here nobody asks once more',
    settler,
    "if (issue === 'REFUND_AMOUNT_EXCEEDED')",
    'if (false)',
    refunds('a part that was sent back by hand unknown to the ledger stops the rest until a person has looked'),
  ),
  breaks(
    'only exactly what was asked for goes back by itself',
    lua('return_capture'),
    'if amount_cents ~= attempt.amountCents or currency ~= attempt.currency then',
    'if false then',
    onlyExact,
  ),
  breaks(
    'what may still get its seats is not sent back',
    lua('return_capture'),
    "if attempt.state ~= 'ABANDONED' and attempt.state ~= 'DENIED' then return refuse_attempt('wrong_state', attempt, order) end",
    '',
    onlyExact,
  ),
  breaks(
    'money for nothing goes back by itself',
    payments('record-captures'),
    "if (!another && capture.status === 'COMPLETED') {",
    'if (false) {',
    integration(
      'payment-races',
      'a capture of a payment whose seats are gone, by whomever, is booked and goes back by itself, once',
    ),
  ),
  breaks(
    'money for nothing goes back once',
    lua('return_capture'),
    "return attempt.captureId == capture_id and answer_attempt(attempt, order, true)\n    or refuse_attempt('payment_differs', attempt, order)",
    'attempt.capturedCents = attempt.capturedCents',
    integration(
      'ledger-refund',
      'money for seats that are gone goes back by itself, and whoever pays afterwards pays another invoice',
    ),
  ),
  breaks(
    'what PayPal saw paid is paid by another invoice afterwards',
    lua('return_capture'),
    '  changes.paymentRevision = tonumber(order.paymentRevision) + 1\n',
    '',
    integration(
      'ledger-refund',
      'money for seats that are gone goes back by itself, and whoever pays afterwards pays another invoice',
      'money for an earlier choice ends what was begun with the same invoice: PayPal would refuse it',
    ),
  ),
];
