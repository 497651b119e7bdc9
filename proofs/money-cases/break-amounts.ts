import { breaks, integration, lua, type Mutation, payments, unit } from './case-model.ts';

const amounts = payments('paypal-amounts');
const amountsTest = (...names: string[]) => unit('server/payments/paypal-amounts', ...names);
const transfers = (...names: string[]) => integration('ledger-transfers', ...names);
const yen = integration(
  'payment-settle',
  'a currency without decimals is asked for, captured and paid back in whole numbers',
);

/** What an amount is at PayPal, and what is paid without it. */
export const amountMutations: Mutation[] = [
  breaks(
    'a currency without decimals is whole numbers at PayPal',
    amounts,
    'if (decimals === 0) return String(amountCents);\n',
    '',
    amountsTest('%d %s is %s at PayPal'),
    integration('paypal-client', 'JPY 1500 is 1500 at PayPal and comes back as it went'),
    yen,
  ),
  breaks(
    "a fraction of the smallest unit in PayPal's answer is no amount",
    amounts,
    'if (/[1-9]/.test(fraction.slice(decimals))) return null;\n',
    '',
    amountsTest('PayPal saying %s %s is %s'),
  ),
  breaks(
    'nothing, less than nothing and half a cent are not asked for',
    amounts,
    'if (!Number.isSafeInteger(amountCents) || amountCents <= 0) return null;\n',
    '',
    amountsTest('%d %s cannot be asked for'),
    integration('paypal-client', 'nothing to pay is refused before PayPal hears of it'),
  ),
  breaks(
    'a currency that PayPal does not take is not asked for',
    amounts,
    'if (decimals === undefined || decimals !== decimalsOf(currency)) return null;\n',
    '',
    amountsTest('%d %s cannot be asked for'),
    integration('paypal-client', 'a currency PayPal does not take is refused before PayPal hears of it'),
  ),
  breaks(
    'an id of PayPal leads to no other address',
    payments('create-paypal-client'),
    'const isId = (id: string) => /^[A-Za-z0-9-]{1,64}$/.test(id);',
    'const isId = (id: string) => id.length > 0;',
    integration('paypal-client', 'an id that leads elsewhere is refused before PayPal hears of it'),
  ),
  breaks(
    'an order in two parts is not understood as the first of them',
    payments('paypal-replies'),
    '      .length(1),\n',
    '      .min(1),\n',
    unit('server/payments/paypal-replies', '%s makes no sense'),
  ),
  breaks(
    'a transfer is marked as paid with the exact amount',
    lua('mark_transfer_paid'),
    "if amount_cents ~= order.totalCents or currency ~= order.currency then return refuse('amount_differs', order) end",
    '',
    transfers('an organizer marks the exact amount as paid, once, and the audit says who'),
  ),
  breaks(
    'what was begun at PayPal ends when the transfer is there',
    lua('mark_transfer_paid'),
    "abandon_current(order, 'paid_by_transfer')",
    '',
    transfers('marked as paid first, what was begun at PayPal is never captured'),
  ),
  breaks(
    'while PayPal is asked for the money no transfer is marked as paid',
    lua('mark_transfer_paid'),
    "if order.state ~= 'AWAITING_TRANSFER' and not is_late then return refuse('wrong_state', order) end",
    '',
    transfers('while PayPal is asked for the money nobody marks it; a decline leads back to the transfer'),
  ),
];
