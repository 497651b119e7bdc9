import { integration, type MoneyCase, unit } from './case-model.ts';

const forgeries = (...kinds: string[]) =>
  integration('webhooks', ...kinds.map((kind) => `an event that is ${kind} is refused, and nothing changes`));
const postback = integration('webhooks', 'PayPal, asked about an event that is %s, says no');
const dying = integration(
  'payment-kill',
  'a worker that dies at $name ($when) leaves one payment to be made, and one is made',
);

/** Up to the moment in which the money is taken, or is not. */
export const payingCases: MoneyCase[] = [
  {
    words: 'JS happy path',
    tests: [integration('payment-settle', 'an approved payment is captured once, and the order is confirmed')],
    proofs: ['paid-js'],
  },
  {
    words: 'no-JS happy path, no cookie on return',
    tests: [
      integration(
        'payment-start',
        'a start leads to an order at PayPal that says what is owed, and where to come back to',
        'a return link needs its signature and no cookie; it opens no other payment',
      ),
    ],
    proofs: ['money-no-js'],
  },
  {
    words: 'approved and never returned, with a webhook',
    tests: [integration('webhooks', 'who approved and never came back is confirmed by the webhook')],
  },
  {
    words: 'approved and never returned, with none',
    tests: [
      integration('webhooks', 'and by the courier where every webhook is lost'),
      integration('payment-late', 'who approved and never came back is found before the seats are lost'),
    ],
  },
  { words: 'kill -9 before and after create, and before it is recorded', tests: [dying] },
  { words: 'kill -9 before and after capture, and before it is recorded', tests: [dying] },
  {
    words: 'kill -9 before and after refund, and before it is recorded',
    tests: [
      integration('payment-kill', 'a courier that dies at $name ($when) sends the money back once'),
      integration(
        'payment-killed-process',
        'kill -9 amid a partial refund, %s its effect: that part goes back once, the rest stays',
      ),
    ],
  },
  {
    words: 'timeout after effect',
    tests: [
      integration(
        'payment-start',
        'a PayPal that is away or slow keeps the hold, and the next press goes on with the same request',
      ),
      integration(
        'payment-kill',
        'a capture whose answer is lost (%o) is unknown, never failed, and taken once',
        'a lost answer (%o) is looked up at once: taken or not known, but no decline',
        'a capture that is asked for again is asked for by the same name',
      ),
      integration('payment-refund', 'whatever happens to the answer, the money goes back once'),
      integration(
        'paypal-client-trouble',
        'a timeout is unknown for every operation, before and after the effect',
        'a capture lost after its effect is made good by the same request',
      ),
    ],
  },
  {
    words: 'double click, two tabs',
    tests: [
      integration('payment-start', 'pressed twice, or in two tabs at once, it is one order at PayPal'),
      integration('ledger-payment', 'two tabs pay with the same attempt'),
      integration('payment-start', 'a start that finds the payment approved already ends it instead of paying again'),
    ],
  },
  {
    words: 'two approved attempts',
    tests: [
      integration('payment-settle', 'two approved orders at PayPal for one order of ours: one is captured'),
      integration('ledger-refund', 'a second payment for an order that is paid goes back, and its tickets stay'),
    ],
  },
  {
    words: '50 parallel settles',
    tests: [
      integration(
        'payment-races',
        '50 settles of one payment at once, in one process and in many: one capture, one confirmation',
      ),
    ],
  },
  {
    words: 'webhook first',
    tests: [
      integration(
        'webhooks',
        'the webhook comes first, and the buyer after it: both are told the same, and one capture is made',
        'an event that overtook our own note is settled once the note is there',
      ),
    ],
  },
  {
    words: 'webhook late',
    tests: [
      integration(
        'webhooks',
        'a webhook after the end of the hold gets the seats again if they are there, and else nothing is taken',
      ),
    ],
  },
  {
    words: 'webhook twice',
    tests: [integration('webhooks', 'an event that comes twice, or three times, is kept once and acted on once')],
  },
  { words: 'webhook reordered', tests: [integration('webhooks', 'events in the wrong order say the same')] },
  {
    words: 'webhook forged',
    tests: [
      forgeries('forged', 'foreign-certificate', 'unvouched-certificate', 'unsigned', 'old', 'future'),
      postback,
      integration('webhooks', "a webhook's own words are not believed: what PayPal says when asked is"),
      unit('server/payments/webhooks/certificates', '%s is not asked for a certificate'),
    ],
  },
  { words: 'webhook tampered', tests: [forgeries('tampered'), postback] },
  {
    words: 'webhook of the wrong environment',
    tests: [
      forgeries('other-webhook'),
      unit('server/payments/webhooks/certificates', 'the sandbox in production is not asked for a certificate'),
      unit('server/payments/webhooks/certificates', 'production in the sandbox is not asked for a certificate'),
      unit('server/payments/webhooks/certificates', 'the stand-in in production is not asked for a certificate'),
    ],
  },
  {
    words: 'hold expiring before, during and after approval',
    tests: [
      integration(
        'payment-late',
        'a hold that ends before the approval: it is captured if the seats are there, and else never',
        'a hold that ends after the approval: it is captured if the seats are there, and else never',
        'a hold whose time ends while PayPal takes the money ends nothing',
      ),
      integration(
        'payment-start',
        'what cannot be paid is not begun',
        'seats whose time ends while PayPal makes the order are not paid for by going there',
      ),
    ],
  },
  {
    words: 'last seat contested: zero captures for the losers',
    tests: [
      integration(
        'payment-races',
        'the last seat, approved late by 50 buyers at once: one is captured, nothing is taken from the others',
      ),
    ],
  },
];
