import type { AppLoadContext } from '@remix-run/node';
import { comparableCode, type Voucher } from '../../../core/orders/catalogue.ts';
import type { Order, VoucherRefusalReason } from '../../../core/orders/order.ts';
import { describeRefusal } from '../../../core/orders/refusal-words.ts';
import { voucherStateAt } from '../../../core/orders/voucher.ts';
import { askOrderDesk } from '../../order-desk.ts';

/** What a code that somebody typed, or followed a link with, is good for. `voucher`: where it can be used now; `found`: where there is
 *  one, whether it can be used or not; `problem`: why not, in words for beside the field. */
export type OpenedVoucher = {
  voucher: Voucher | null;
  found: Voucher | null;
  problem: { status: number; text: string } | null;
};

/** `held`: the order that the visitor holds; what that uses of its voucher is theirs. */
export async function openVoucher(context: AppLoadContext, typed: string, held: Order | null): Promise<OpenedVoucher> {
  if (comparableCode(typed) === '') return { voucher: null, found: null, problem: null };
  const { session } = await context.getVisitor();
  const guess = await context.voucherGuesses.begin(session.id);
  if (!guess.ok) {
    return { voucher: null, found: null, problem: { status: 429, text: tooManyGuesses(guess.waitMinutes) } };
  }
  const found = await askOrderDesk(context, () => context.orders.findVoucher(typed));
  if (!found) return refuse('unknown_voucher', null);
  await guess.wasRight();
  const { voucher, uses, at } = found;
  const own = held?.voucher?.id === voucher.id ? held.voucher.uses : 0;
  const state = voucherStateAt(voucher, uses - own, at);
  return state === 'good' ? { voucher, found: voucher, problem: null } : refuse(`voucher_${state}`, voucher);
}

function refuse(reason: VoucherRefusalReason, found: Voucher | null): OpenedVoucher {
  return { voucher: null, found, problem: describeRefusal({ ok: false, reason }) };
}

function tooManyGuesses(minutes: number): string {
  const time = minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return `That were too many codes that we do not know. Wait ${time} before you try another one, or empty the field to go on without one.`;
}
