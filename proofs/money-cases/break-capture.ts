import { breaks, integration, lua, type Mutation, payments, unit } from './case-model.ts';

const settle = payments('settle');
const dying = integration(
  'payment-kill',
  'a worker that dies at $name ($when) leaves one payment to be made, and one is made',
);
const declined = integration(
  'payment-outcomes',
  'a decline keeps the seats; the next try with the same order at PayPal is captured under another request id',
);
const lookedUp = integration(
  'payment-kill',
  'a lost answer (%o) is looked up at once: taken or not known, but no decline',
);
const strange = integration(
  'payment-strange-answers',
  "a 404 that is not PayPal's does not end a payment that waits for its approval",
);

/** CAPTURING -> CAPTURING: what is asked again, by which name, and by whom. */
export const captureMutations: Mutation[] = [
  breaks(
    'a capture is repeated by the request id that is on disk',
    settle,
    'requestId: captureRequestId });\n    if (reply.ok) {',
    'requestId: captureRequestId + performance.now() });\n    if (reply.ok) {',
    integration('payment-kill', 'a capture that is asked for again is asked for by the same name'),
  ),
  breaks(
    'a definite no has the next capture another request id',
    lua('record_decline'),
    "captureRequestId = attempt.id .. '-capture-' .. declines + 1",
    "captureRequestId = attempt.id .. '-capture-1'",
    declined,
  ),
  breaks(
    'an answer that was overtaken tells nothing new',
    lua('record_decline'),
    'if attempt.captureRequestId ~= request_id then return answer_attempt(attempt, order, true) end',
    '',
    integration(
      'ledger-payment-ends',
      'a decline gives the same seats for a while, and the next capture another request id',
    ),
  ),
  breaks(
    'unknown is never failed',
    settle,
    "return kind !== 'unknown' && status !== 401 && status !== 403;",
    'return status !== 401 && status !== 403;',
    lookedUp,
  ),
  breaks(
    'a no to our credentials is no decline',
    settle,
    "return kind !== 'unknown' && status !== 401 && status !== 403;",
    "return kind !== 'unknown';",
    integration('payment-kill', 'credentials that PayPal refuses say nothing about a payment'),
  ),
  breaks(
    'what PayPal has on record is read again after a no',
    settle,
    "if (read.ok && read.value.status !== 'APPROVED') return recorder.record(attempt, read.value, graceMs);",
    '',
    lookedUp,
    integration(
      'payment-outcomes',
      'DECLINED inside a 201 finishes the order at PayPal: the same seats are paid with another one',
    ),
  ),
  breaks(
    "only PayPal's own 404 says that an order is gone",
    payments('paypal'),
    "return kind === 'rejected' && status === 404;",
    'return status === 404;',
    strange,
    integration(
      'payment-strange-answers',
      'nor is money that was taken forgotten by one, in the same breath or later (%d)',
    ),
  ),
  breaks(
    '409 is unknown',
    payments('classify-failure'),
    'status === 408 || status === 409 || status === 429',
    'status === 408 || status === 429',
    unit('server/payments/classify-failure', '%d is %s'),
    integration('paypal-client-trouble', '409 is unknown for every operation, before and after the effect'),
  ),
  breaks(
    'ALREADY_CAPTURED is no decline',
    payments('classify-failure'),
    "  'ORDER_ALREADY_CAPTURED',\n",
    '',
    unit('server/payments/classify-failure', '422 %s is %s'),
    integration('paypal-client', 'with another id a second capture is neither taken nor a decline'),
  ),
  breaks(
    'an invoice that is paid is not tried with another card',
    settle,
    "if (issue === 'DUPLICATE_INVOICE_ID') return recorder.quarantine(attempt, 'PayPal says its invoice is paid', []);",
    '',
    integration('payment-settle', 'an invoice that PayPal calls paid is not tried again with another card'),
  ),
  breaks(
    'a buyer who waits is not kept by one question after the other',
    settle,
    "if (!mayAsk()) return 'being_confirmed';",
    '',
    integration(
      'payment-kill',
      'a PayPal that takes all its time for each answer is not asked once more while the buyer waits',
    ),
  ),
  breaks(
    'whoever dies in the middle of a capture is followed by the courier',
    lua('attempts'),
    '  CAPTURING = 25000,\n',
    '',
    dying,
  ),
  breaks(
    'who approved and never comes back is looked for before the seats are lost',
    lua('attempts'),
    'if last > now and last < at then at = last end',
    '',
    integration('payment-late', 'who approved and never came back is found before the seats are lost'),
  ),
  breaks(
    'what was claimed and not ended is claimed again, later and later',
    lua('claim_unsettled'),
    'look_at(attempt, read_order(attempt.orderId), backoff_after(looks))',
    "redis.call('ZREM', key('unsettled'), id)",
    integration(
      'payment-schedule',
      'what is unsettled is looked at after 1, 2, 5, 15 minutes and an hour more, then every six hours, from the third day on daily',
    ),
  ),
];
