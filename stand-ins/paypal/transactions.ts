import type { Request } from 'express';
import { apiError } from './errors.ts';
import { type Money, payee } from './model.ts';
import { formatMinor, toMinor } from './money.ts';
import { originOf } from './origin.ts';
import type { Store } from './store.ts';

type Transaction = {
  id: string;
  /** PayPal's event codes: a checkout, a refund, a reversal, the end of a dispute that held the money. */
  code: 'T0006' | 'T1107' | 'T1106' | 'T1111';
  status: 'S' | 'P' | 'D';
  amount: Money;
  at: string;
  updatedAt: string;
  invoiceId: string | null;
  customId: string | null;
  /** The capture that a refund is of. */
  referenceId: string | null;
};

const longestMs = 31 * 24 * 60 * 60_000;

/** `GET /v1/reporting/transactions`: everything that moved between two times, a page at a time. */
export function searchTransactions(request: Request, store: Store, now: Date): object {
  const { start_date: start, end_date: end, page_size: size = '100', page = '1' } = request.query;
  const [from, to] = [readDate(start, 'start_date'), readDate(end, 'end_date')];
  if (to < from || to - from > longestMs)
    throw apiError(400, 'INVALID_PARAMETER_VALUE', { field: 'end_date', location: 'query' });
  const [pageSize, number] = [readNumber(size, 'page_size', 500), readNumber(page, 'page', 1_000_000)];
  const found = listTransactions(store).filter(({ at }) => Date.parse(at) >= from && Date.parse(at) <= to);
  const shown = found.slice((number - 1) * pageSize, number * pageSize);
  return {
    transaction_details: shown.map((transaction) => ({ transaction_info: represent(transaction) })),
    account_number: payee.merchant_id,
    start_date: toText(new Date(from)),
    end_date: toText(new Date(to)),
    last_refreshed_datetime: toText(now),
    page: number,
    total_items: found.length,
    total_pages: Math.max(1, Math.ceil(found.length / pageSize)),
    links: [{ href: `${originOf(request)}${request.originalUrl}`, rel: 'self', method: 'GET' }],
  };
}

function listTransactions(store: Store): Transaction[] {
  const captures = store.captures.all().map(
    (capture): Transaction => ({
      ...namesOf(capture),
      id: capture.id,
      code: 'T0006',
      status:
        capture.status === 'PENDING' ? 'P' : capture.status === 'DECLINED' || capture.status === 'FAILED' ? 'D' : 'S',
      amount: capture.amount,
      referenceId: null,
    }),
  );
  const refunds = store.refunds.all().map(
    (refund): Transaction => ({
      ...namesOf(refund),
      id: refund.id,
      code: 'T1107',
      status: refund.status === 'PENDING' ? 'P' : refund.status === 'COMPLETED' ? 'S' : 'D',
      amount: negative(refund.amount),
      referenceId: refund.captureId,
    }),
  );
  const reversals = store.disputes.all().flatMap((dispute): Transaction[] => {
    const capture = store.captures.get(dispute.captureId);
    if (!capture || !dispute.reversalId) return [];
    const times = { createdAt: dispute.updatedAt, updatedAt: dispute.updatedAt };
    const common = { ...namesOf({ ...capture, ...times }), status: 'S' as const, referenceId: capture.id };
    const { amount } = capture;
    return [
      { ...common, id: dispute.reversalId, code: 'T1106', amount: negative(amount) },
      ...(dispute.returnId ? [{ ...common, id: dispute.returnId, code: 'T1111' as const, amount }] : []),
    ];
  });
  return [...captures, ...refunds, ...reversals].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function represent({ id, code, status, amount, at, updatedAt, invoiceId, customId, referenceId }: Transaction): object {
  return {
    paypal_account_id: payee.merchant_id,
    transaction_id: id,
    ...(referenceId ? { paypal_reference_id: referenceId, paypal_reference_id_type: 'TXN' } : {}),
    transaction_event_code: code,
    transaction_initiation_date: toText(new Date(at)),
    transaction_updated_date: toText(new Date(updatedAt)),
    transaction_amount: amount,
    transaction_status: status,
    ...(invoiceId ? { invoice_id: invoiceId } : {}),
    ...(customId ? { custom_field: customId } : {}),
    protection_eligibility: '01',
  };
}

const namesOf = (row: { createdAt: string; updatedAt: string; invoiceId: string | null; customId: string | null }) => ({
  at: row.createdAt,
  updatedAt: row.updatedAt,
  invoiceId: row.invoiceId,
  customId: row.customId,
});

const negative = (amount: Money): Money => formatMinor(-toMinor(amount), amount.currency_code);

/** As the specification has it; PayPal's examples say `2014-07-11T04:03:52+0000`, which clients must read too. */
const toText = (date: Date) => date.toISOString().replace(/\.\d+Z$/, 'Z');

function readDate(value: unknown, field: string): number {
  const at = typeof value === 'string' ? Date.parse(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')) : Number.NaN;
  if (Number.isFinite(at)) return at;
  const issue = value === undefined ? 'MISSING_REQUIRED_PARAMETER' : 'INVALID_PARAMETER_SYNTAX';
  throw apiError(400, issue, { field, location: 'query' });
}

function readNumber(value: unknown, field: string, most: number): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw apiError(400, 'INVALID_PARAMETER_VALUE', { field, location: 'query' });
}
