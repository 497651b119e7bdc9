import { z } from 'zod';
import type { PayPalTransaction } from './paypal.ts';
import { fromPayPalValue } from './paypal-amounts.ts';

const infoSchema = z
  .object({
    transaction_id: z.string(),
    transaction_event_code: z.string(),
    transaction_status: z.string().nullish(),
    transaction_amount: z.object({ currency_code: z.string(), value: z.string() }),
    transaction_initiation_date: z.string(),
    invoice_id: z.string().nullish(),
    custom_field: z.string().nullish(),
    paypal_reference_id: z.string().nullish(),
  })
  .transform((info, context): PayPalTransaction => {
    const { currency_code: currency, value } = info.transaction_amount;
    const isOut = value.startsWith('-');
    const amountCents = fromPayPalValue(value.replace(/^-/, ''), currency);
    const at = parseTime(info.transaction_initiation_date);
    if (amountCents === null || Number.isNaN(at)) {
      context.addIssue({ code: 'custom', message: 'has an amount or a time that makes no sense' });
      return z.NEVER;
    }
    return {
      id: info.transaction_id,
      code: info.transaction_event_code,
      status: info.transaction_status ?? 'S',
      amountCents: isOut ? -amountCents : amountCents,
      currency,
      at,
      invoiceId: info.invoice_id ?? null,
      customId: info.custom_field ?? null,
      referenceId: info.paypal_reference_id ?? null,
    };
  });

/** One page of `GET /v1/reporting/transactions`. */
export const transactionsReply = z
  .object({
    transaction_details: z.array(z.object({ transaction_info: infoSchema })).nullish(),
    total_pages: z.number().int().nullish(),
  })
  .transform(({ transaction_details: details, total_pages: pages }) => ({
    transactions: (details ?? []).map(({ transaction_info: info }) => info),
    pages: pages ?? 1,
  }));

/** PayPal writes `2014-07-11T04:03:52+0000` here. */
const parseTime = (text: string): number => Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));

/** PayPal's own spelling of a time for this report, without fractions. */
export const toReportTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
