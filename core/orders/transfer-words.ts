import { formatMoney } from '../money.ts';
import type { Order } from './order.ts';
import { type Bank, formatAccount } from './transfer.ts';

/** What somebody has to copy into their bank's form, in its usual order. The reference is the order's code: no two have the same. */
export function describeTransfer(
  { id, totalCents, currency }: Pick<Order, 'id' | 'totalCents' | 'currency'>,
  { accountHolder, account, bic, bankName }: Bank,
): [name: string, value: string][] {
  return [
    ['Amount', formatMoney(totalCents, currency)],
    ['To', accountHolder],
    ['Account', formatAccount(account)],
    ...(bic ? [['BIC', bic] as [string, string]] : []),
    ...(bankName ? [['Bank', bankName] as [string, string]] : []),
    ['Reference', id],
  ];
}
