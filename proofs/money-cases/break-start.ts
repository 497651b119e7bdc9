import { breaks, integration, lua, type Mutation, payments, unit } from './case-model.ts';

const service = payments('create-payment-service');
const twoTabs = integration('payment-start', 'pressed twice, or in two tabs at once, it is one order at PayPal');
const lostAnswer = integration(
  'payment-start',
  'a PayPal that is away or slow keeps the hold, and the next press goes on with the same request',
);
const nothingToPay = integration(
  'ledger-payment-oddities',
  'nothing is paid without seats, without names, or where there is nothing to pay',
);
const soonForgotten = integration(
  'ledger-payment',
  'an attempt that PayPal will soon forget is not used again, and never captured',
);
const ownOrder = integration('ledger-payment-oddities', "PayPal's order belongs to the attempt it was made for");

/** - -> CREATING -> AWAITING_APPROVAL */
export const startMutations: Mutation[] = [
  breaks(
    'the intent to pay is in the ledger before PayPal is asked',
    service,
    'const begun = await ledger.startPayment({ orderId, attemptId: createAttemptId() });',
    `const early = createAttemptId();
    await paypal.createOrder({
      attemptId: early, requestId: early, invoiceId: \`\${orderId}-1\`, amountCents: 100, currency: 'EUR',
      description: '', brandName: '', returnUrl: addressOf('return', early), cancelUrl: addressOf('cancel', early),
    });
    const begun = await ledger.startPayment({ orderId, attemptId: early });`,
    integration('payment-kill', 'a worker that dies at $name ($when) leaves one payment to be made, and one is made'),
    integration('payment-start', 'what cannot be paid is not begun'),
  ),
  breaks(
    'a live attempt at the same price is used again',
    lua('start_payment'),
    'if attempt and IS_OPEN[attempt.state] and is_same_price and is_fresh then',
    'if false then',
    twoTabs,
    integration('ledger-payment', 'two tabs pay with the same attempt'),
  ),
  breaks(
    'an attempt that PayPal is about to forget is not used again',
    lua('start_payment'),
    'local is_fresh = attempt and tonumber(attempt.createdAt) > now - FRESH_MS',
    'local is_fresh = true',
    soonForgotten,
    integration('payment-settle', 'two approved orders at PayPal for one order of ours: one is captured'),
  ),
  {
    guard: 'what was begun before is never captured once something else was begun (two guards)',
    edits: [
      { file: lua('start_payment'), from: "abandon_current(order, 'superseded')", to: '' },
      {
        file: lua('begin_capture'),
        from: "if order.attemptId ~= attempt.id then return refuse_and_give_up('superseded') end",
        to: '',
      },
    ],
    red: [soonForgotten],
  },
  breaks(
    'only seats that are held can be paid',
    lua('start_payment'),
    "if not ENDS_BY_ITSELF[order.state] and order.state ~= 'AWAITING_TRANSFER' then",
    "if order.state == 'CANCELLED' then",
    nothingToPay,
    integration('payment-start', 'what cannot be paid is not begun'),
    integration('ledger-payment', 'while PayPal is asked nothing else can happen to the order'),
  ),
  breaks(
    'what is free is never paid',
    lua('start_payment'),
    "if order.totalCents == '0' then return refuse_attempt('nothing_to_pay', nil, order) end",
    '',
    nothingToPay,
    integration(
      'payment-start',
      'what is free never meets PayPal: begun, confirmed, looked at by the courier and cancelled without a question',
    ),
  ),
  breaks(
    'nothing is paid for nobody',
    lua('start_payment'),
    "if order.buyer == '' then return refuse_attempt('details_missing', attempt, order) end",
    '',
    nothingToPay,
  ),
  breaks(
    'what costs money is not confirmed without it',
    lua('confirm'),
    "if order.totalCents ~= '0' then return refuse('payment_required', order) end",
    '',
    nothingToPay,
    integration('ledger-transitions', 'what costs money is not confirmed without being paid'),
  ),
  breaks(
    'an order at PayPal is asked for by the request id that is on disk',
    service,
    'requestId: createRequestId,',
    'requestId: createRequestId + performance.now(),',
    lostAnswer,
  ),
  breaks(
    'an order at PayPal whose answer is lost is unknown, not refused',
    service,
    "if (kind === 'unknown') return refuse('provider_away', order);",
    '',
    lostAnswer,
  ),
  breaks(
    "PayPal's order is in the ledger before the buyer is sent to it",
    service,
    'const recorded = await ledger.recordPayPalOrder({ attemptId, paypalOrderId, approveUrl, payeeMerchantId });',
    `return lead({ ...attempt, paypalOrderId, approveUrl, payeeMerchantId }, order);
    const recorded = await ledger.recordPayPalOrder({ attemptId, paypalOrderId, approveUrl, payeeMerchantId });`,
    integration(
      'payment-start',
      'a start leads to an order at PayPal that says what is owed, and where to come back to',
    ),
    integration('payment-settle', 'an approved payment is captured once, and the order is confirmed'),
  ),
  breaks(
    "PayPal's order is not taken for an attempt that is over",
    lua('record_paypal_order'),
    "if attempt.state ~= 'CREATING' then",
    'if false then',
    ownOrder,
  ),
  breaks(
    "another attempt's order at PayPal is not taken for this one's",
    lua('record_paypal_order'),
    "if owner then return refuse_attempt('payment_differs', attempt, order) end",
    '',
    ownOrder,
  ),
  breaks(
    'seats that were let go while PayPal made the order lead nobody to PayPal',
    service,
    'if (canBePaid(recorded.order)) return lead(recorded.attempt, recorded.order);',
    'return lead(recorded.attempt, recorded.order);',
    integration('payment-start', 'seats whose time ends while PayPal makes the order are not paid for by going there'),
  ),
  breaks(
    'whoever presses again after they approved does not pay again',
    service,
    'if (!replayed || attempt.declines > 0) return lead(attempt, order);',
    'return lead(attempt, order);',
    integration('payment-start', 'a start that finds the payment approved already ends it instead of paying again'),
  ),
  breaks(
    'a return link needs its signature',
    service,
    "if (!isAttemptSignature(attemptId, signature, linkSecret)) return { ok: false, reason: 'forbidden' };",
    '',
    integration('payment-start', 'a return link needs its signature and no cookie; it opens no other payment'),
  ),
  breaks(
    "one payment's signature opens no other",
    payments('attempt-link'),
    'return given.length === expected.length && timingSafeEqual(given, expected);',
    'return given.length === expected.length;',
    unit('server/payments/attempt-link', 'a signature that is %s opens nothing'),
  ),
  breaks(
    "another site's page cannot have a payment begun",
    'server/http/refuse.ts',
    'if (!isSameOrigin(headers)) return 403;',
    '',
    unit('server/http/refuse', 'a form from %s is forbidden', 'other methods are judged like a POST'),
  ),
];
