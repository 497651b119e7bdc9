import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { decimalsOf } from '../../core/money.ts';
import { byteOrderMark, toCsvLine } from '../../core/orders/csv.ts';
import { findInvoice } from '../../core/orders/invoice.ts';
import type { Order } from '../../core/orders/order.ts';
import { type GivenAnswer, type Question, toAnswerText } from '../../core/orders/questions.ts';
import type { OrderPages } from '../ledger/order-pages.ts';

const pageSize = 200;

const fixedColumns = [
  'order',
  'ticket',
  'state',
  'ticket type',
  'ticket name',
  'attendee',
  'attendee e-mail',
  'buyer',
  'buyer e-mail',
  'price',
  'currency',
  'complimentary',
  'ordered at (UTC)',
  'confirmed at (UTC)',
  'cancelled at (UTC)',
  'cancelled by',
  'checked in at (UTC)',
  'voucher',
  'price without it',
  'VAT %',
  'company',
  'invoice',
];

/** A column for each question that is asked by now, and one for what was answered to others. */
const columnsFor = (questions: Question[]) => [
  ...fixedColumns,
  ...questions.map(({ title }) => title),
  ...(questions.length > 0 ? ['other answers'] : []),
];

/** A line a ticket, the oldest order first. What was asked once for the order stands with each of its tickets. */
export function toLines(order: Order, questions: Question[] = []): string {
  const time = (at: number | null) => (at === null ? '' : new Date(at).toISOString());
  return order.registrations
    .map(({ id, ticketTypeId, attendee, checkedInAt, cancelledAt }, place) => {
      const answers = [...order.answers.order, ...(order.answers.attendees[place] ?? [])];
      const line = order.lines.find((each) => each.ticketTypeId === ticketTypeId);
      return toCsvLine([
        order.id,
        id,
        cancelledAt === null ? order.state : 'CANCELLED',
        ticketTypeId,
        line?.name ?? '',
        attendee?.name ?? '',
        attendee?.email ?? '',
        order.buyer?.name ?? '',
        order.buyer?.email ?? '',
        formatAmount(line?.unitPriceCents ?? 0, order.currency),
        order.currency,
        order.isComplimentary ? 'yes' : 'no',
        time(order.createdAt),
        time(order.confirmedAt),
        time(cancelledAt ?? order.cancelledAt),
        order.cancelledBy ?? '',
        time(checkedInAt),
        order.voucher?.code ?? '',
        line?.listPriceCents === undefined ? '' : formatAmount(line.listPriceCents, order.currency),
        line?.vatBasisPoints ? line.vatBasisPoints / 100 : '',
        order.billing?.company ?? '',
        findInvoice(order.documents)?.number ?? '',
        ...toAnswerCells(answers, questions),
      ]);
    })
    .join('');
}

function toAnswerCells(answers: GivenAnswer[], questions: Question[]): string[] {
  if (questions.length === 0) return [];
  const isAsked = ({ questionId }: GivenAnswer) => questions.some(({ id }) => id === questionId);
  const others = answers.filter((answer) => !isAsked(answer));
  return [
    ...questions.map(({ id }) =>
      answers
        .filter(({ questionId }) => questionId === id)
        .map(toAnswerText)
        .join(', '),
    ),
    others.map((answer) => `${answer.question}: ${toAnswerText(answer)}`).join('; '),
  ];
}

/** As a number, which a spreadsheet can add up. */
function formatAmount(cents: number, currency: string): string {
  const decimals = decimalsOf(currency);
  return (cents / 10 ** decimals).toFixed(decimals);
}

/** Writes the file as fast as it is taken, and no faster: a slow reader costs no memory. Ends early where the reader is gone. */
export async function exportOrders(
  pages: OrderPages,
  { state, questions }: { state: string; questions: Question[] },
  out: Writable,
): Promise<number> {
  let written = 0;
  let after: string | null = null;
  const isGone = () => out.destroyed || out.writableEnded;
  const write = async (text: string) => {
    if (text && !isGone() && !out.write(text)) await Promise.race([once(out, 'drain'), once(out, 'close')]);
  };
  await write(byteOrderMark + toCsvLine(columnsFor(questions)));
  while (!isGone()) {
    const ids: string[] = await pages.listIds({ from: 'oldest', after, limit: pageSize });
    const orders = (await pages.readOrders(ids)).filter((order) => !state || order.state === state);
    await write(orders.map((order) => toLines(order, questions)).join(''));
    written += orders.reduce((sum, order) => sum + order.registrations.length, 0);
    after = ids.at(-1) ?? null;
    if (ids.length < pageSize) break;
  }
  return written;
}
