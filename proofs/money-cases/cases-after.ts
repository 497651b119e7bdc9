import { integration, type MoneyCase, unit } from './case-model.ts';

const yen = integration(
  'payment-settle',
  'a currency without decimals is asked for, captured and paid back in whole numbers',
);
const parts = integration('payment-refund', 'parts go back one after the other, then the rest, and never more: %s');

const differs = (what: string): MoneyCase => ({
  words: `wrong ${what}`,
  tests: [
    integration(
      'payment-settle',
      `an order whose ${what} differs is quarantined: nothing is captured, the seats wait`,
      ...(what === 'payee'
        ? ['where nobody named the account to be paid, it has to stay the one that the order was made for']
        : [`a capture of another ${what} is booked as what it was, and nobody is told that they are confirmed`]),
    ),
  ],
});

/** What becomes of a payment, and where there is none. */
export const refundCases: MoneyCase[] = [
  {
    words: 'decline then success',
    tests: [
      integration(
        'payment-outcomes',
        'a decline keeps the seats; the next try with the same order at PayPal is captured under another request id',
        'DECLINED inside a 201 finishes the order at PayPal: the same seats are paid with another one',
      ),
      integration(
        'payment-races',
        'a decline that crosses other settles of the same payment is told to all, and nothing is taken behind it',
      ),
    ],
  },
  {
    words: 'pending to completed and to denied',
    tests: [
      integration('payment-outcomes', 'a payment that is pending keeps its seats until it is %s'),
      integration('ledger-payment-ends', 'a pending payment keeps its seats until PayPal knows'),
    ],
  },
  {
    words: 'cancel while pending',
    tests: [
      integration(
        'payment-outcomes',
        'what PayPal is still checking cannot be cancelled or let go, and ends as PayPal says',
      ),
    ],
  },
  {
    words: 'refund full',
    tests: [integration('payment-refund', 'a cancelled order is paid back in full, once, by the courier')],
  },
  { words: 'refund partial', tests: [parts] },
  {
    words: 'refund twice',
    tests: [
      integration('payment-refund', 'a form that is sent twice sends back one amount'),
      integration('payment-refund', 'money that was sent back by hand is found, and not sent a second time'),
      integration('payment-races', 'cancelling twice at once sends the money back once'),
    ],
  },
  {
    words: 'refund failed',
    tests: [
      integration(
        'payment-refund',
        'a refund that PayPal definitely refuses is a task, is not asked for again by itself, and goes when a person says so',
        'a refund that PayPal has pending is asked about until it is FAILED',
      ),
    ],
  },
  {
    words: 'dispute',
    tests: [
      integration(
        'disputes',
        'a dispute keeps the seat and the money where they are: no refund, no cancellation, a task',
        'a dispute that the buyer wins takes the money; the seat waits until somebody cancels, without a refund',
        'a chargeback is booked as gone, and as back where the bank decides for us after all',
        'where the webhook about the end (%s) is lost, the courier finds it',
      ),
      integration(
        'disputed-refunds',
        'what was to go back before the buyer complained waits until PayPal has decided',
        'what was still to go back is back with the rest once the buyer has won: %s',
        'where PayPal does not say that all of a lost payment has gone, a person looks for what was still to go back',
        'a dispute about money that was all to go back ends for us too',
      ),
    ],
  },
  {
    words: 'JPY and EUR',
    tests: [
      yen,
      parts,
      integration(
        'paypal-client',
        'JPY 1500 is 1500 at PayPal and comes back as it went',
        'EUR 5 is 0.05 at PayPal and comes back as it went',
      ),
      unit('server/payments/paypal-amounts', 'every amount comes back as it went'),
    ],
  },
  differs('amount'),
  differs('currency'),
  differs('payee'),
  {
    words: 'free order never meets PayPal',
    tests: [
      integration(
        'payment-start',
        'what is free never meets PayPal: begun, confirmed, looked at by the courier and cancelled without a question',
      ),
      integration('http-invoices', 'what is free asks for no company, and is neither paid with PayPal nor by transfer'),
    ],
  },
  {
    words: 'PayPal down: hold kept, clear words',
    tests: [
      integration(
        'payment-start',
        'a PayPal that is away or slow keeps the hold, and the next press goes on with the same request',
      ),
      integration('payment-kill', 'while PayPal is away nothing is taken and nothing is lost, however long it is'),
    ],
    proofs: ['money-no-js'],
  },
  { words: 'SDK blocked by the browser: the no-JS button still works', tests: [], proofs: ['paid-js', 'money-no-js'] },
];
