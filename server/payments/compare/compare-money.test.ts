import { expect, test } from 'vitest';
import type { MoneyEntry } from '../../ledger/money-ledger.ts';
import type { PayPalTransaction } from '../paypal.ts';
import { compareMoney } from './compare-money.ts';

const window = { from: 1_000, to: 2_000 };

function entry(changes: Partial<MoneyEntry> = {}): MoneyEntry {
  const names = { attemptId: 'p1', orderId: 'o1', paypalId: 'CAP1' };
  return { kind: 'capture', ...names, amountCents: 900, currency: 'EUR', at: 1_500, ...changes };
}
function transaction(changes: Partial<PayPalTransaction> = {}): PayPalTransaction {
  const names = { invoiceId: 'o1-1', customId: 'p1', referenceId: null };
  return { id: 'CAP1', code: 'T0006', status: 'S', amountCents: 900, currency: 'EUR', at: 1_490, ...names, ...changes };
}
const refund = transaction({ id: 'REF1', code: 'T1107', amountCents: -900, referenceId: 'CAP1' });
const refunded = entry({ kind: 'refund', paypalId: 'REF1' });

function compare(entries: MoneyEntry[], transactions: PayPalTransaction[], isOurs = true) {
  return compareMoney({ entries, transactions }, window, () => isOurs);
}

test('what is on both sides is no difference, whatever moved', () => {
  const both = compare([entry(), refunded], [transaction(), refund]);
  expect(both.differences).toEqual([]);
  expect(both.matchedIds.sort()).toEqual(['CAP1', 'REF1']);
});

test.each([
  ['PayPal took what nobody booked', [], [transaction()], 'CAP1', 'PayPal took 900 EUR'],
  ['we booked what PayPal does not know', [entry()], [], 'CAP1', 'the ledger took 900 EUR'],
  ['amounts differ', [entry()], [transaction({ amountCents: 901 })], 'CAP1', 'PayPal took 901 EUR'],
  ['currencies differ', [entry()], [transaction({ currency: 'USD' })], 'CAP1', 'PayPal took 900 USD'],
  ['PayPal gave back what nobody booked', [entry()], [transaction(), refund], 'REF1', 'PayPal gave back 900 EUR'],
  [
    'we booked a refund that PayPal does not know',
    [entry(), refunded],
    [transaction()],
    'REF1',
    'the ledger gave back',
  ],
  [
    'a part went back, and we booked all',
    [entry(), refunded],
    [transaction(), { ...refund, amountCents: -500 }],
    'REF1',
    'PayPal gave back 500 EUR',
  ],
  ['a denied capture was booked', [entry()], [transaction({ status: 'D' })], 'CAP1', 'the ledger took'],
])('%s', (_what, entries, transactions, id, words) => {
  const { differences } = compare(entries as MoneyEntry[], transactions as PayPalTransaction[]);
  expect(differences).toMatchObject([{ id, problem: expect.stringContaining(words) }]);
});

test('a refund that was found out by its effect, and a reversal, match by capture and amount, each once', () => {
  const nameless = entry({ kind: 'refund', paypalId: '' });
  expect(compare([entry(), nameless], [transaction(), refund]).differences).toEqual([]);
  const reversal = { ...refund, code: 'T1106' };
  const reversed = entry({ kind: 'reversal', paypalId: 'CAP1' });
  expect(compare([entry(), reversed], [transaction(), reversal]).differences).toEqual([]);
  const twice = compare([entry(), reversed], [transaction(), reversal, { ...reversal, id: 'REF2' }]);
  expect(twice.differences).toMatchObject([{ id: 'REF2' }]);
  const back = { ...reversal, id: 'BACK1', code: 'T1111', amountCents: 900 };
  const undone = entry({ kind: 'reversal_undone', paypalId: 'CAP1' });
  expect(compare([entry(), reversed, undone], [transaction(), reversal, back]).differences).toEqual([]);
});

test('a lost dispute is one amount there, and here what was on its way back beside the rest: only their sum is the same', () => {
  const lost = { ...refund, id: 'LOST1', code: 'T1106' };
  const rest = entry({ kind: 'reversal', amountCents: 800 });
  const found = entry({ kind: 'refund', paypalId: '', amountCents: 100 });
  const both = compare([entry(), rest, found], [transaction(), lost]);
  expect(both.differences).toEqual([]);
  expect(both.matchedIds).toEqual(['CAP1', 'LOST1']);
  const went = { ...refund, amountCents: -100 };
  const twice = compare([entry(), rest, found], [transaction(), lost, went]).differences.map(({ problem }) => problem);
  expect(twice).toEqual([
    expect.stringContaining('PayPal gave back 900'),
    expect.stringContaining('ledger gave back 800'),
  ]);
  const named = entry({ kind: 'refund', paypalId: 'REF1', amountCents: 100 });
  expect(compare([entry(), rest, named], [transaction(), lost]).differences).toHaveLength(3);
});

test("fees, transfers and other shops' sales are nobody's difference", () => {
  const fee = transaction({ id: 'FEE', code: 'T0100', customId: null, invoiceId: null, amountCents: -30 });
  const other = transaction({ id: 'OTHER', customId: 'theirs', invoiceId: 'theirs' });
  const found = compare([entry()], [transaction(), fee, other], false);
  expect(found).toMatchObject({ differences: [], others: 2 });
});

test('what lies outside the window is only looked for', () => {
  expect(compare([entry({ at: 900 })], []).differences).toEqual([]);
  expect(compare([], [transaction({ at: 2_100 })]).differences).toEqual([]);
  // Dated by its beginning there, by its end here.
  expect(compare([entry()], [transaction({ at: 10 })]).differences).toEqual([]);
});

test('what came by bank transfer is not looked for at PayPal', () => {
  const transfer = entry({ attemptId: 'K7Q2ABCDEF-transfer-1', paypalId: 'K7Q2ABCDEF-transfer-1' });
  expect(compare([transfer], []).differences).toEqual([]);
});
