import { apiError } from './errors.ts';
import type { StoredOrder } from './model.ts';
import { parseMoney } from './money.ts';

export type OrderRequest = Pick<
  StoredOrder,
  'amount' | 'description' | 'customId' | 'invoiceId' | 'brandName' | 'returnUrl' | 'cancelUrl' | 'hasPaymentSource'
>;

/** The body of `POST /v2/checkout/orders`, or PayPal's 4xx for it. One purchase unit, paid with a PayPal account. */
export function parseOrderRequest(body: unknown): OrderRequest {
  const { intent, purchase_units: units, payment_source: source } = asRecord(body, '/');
  if (intent === undefined) throw apiError(400, 'MISSING_REQUIRED_PARAMETER', { field: '/intent' });
  if (intent !== 'CAPTURE') throw apiError(400, 'NOT_SUPPORTED', { field: '/intent', value: String(intent) });
  if (!Array.isArray(units) || units.length === 0) {
    throw apiError(400, 'MISSING_REQUIRED_PARAMETER', { field: '/purchase_units' });
  }
  if (units.length > 1) throw apiError(400, 'NOT_SUPPORTED', { field: '/purchase_units' });
  const unit = asRecord(units[0], '/purchase_units/0');
  const text = (name: string) => readText(unit[name], `/purchase_units/0/${name}`);
  const context = readExperienceContext(source);
  return {
    amount: parseMoney(unit.amount, { field: '/purchase_units/0/amount' }),
    description: text('description'),
    customId: text('custom_id'),
    invoiceId: text('invoice_id'),
    ...context,
    hasPaymentSource: source !== undefined,
  };
}

function readExperienceContext(source: unknown): Pick<OrderRequest, 'brandName' | 'returnUrl' | 'cancelUrl'> {
  if (source === undefined) return { brandName: null, returnUrl: null, cancelUrl: null };
  const base = '/payment_source/paypal/experience_context';
  const { paypal, ...others } = asRecord(source, '/payment_source');
  if (Object.keys(others).length > 0) throw apiError(400, 'NOT_SUPPORTED', { field: '/payment_source' });
  const context = asRecord(asRecord(paypal, '/payment_source/paypal').experience_context ?? {}, base);
  const enumerations = {
    user_action: ['CONTINUE', 'PAY_NOW'],
    shipping_preference: ['GET_FROM_FILE', 'NO_SHIPPING', 'SET_PROVIDED_ADDRESS'],
  };
  for (const [name, allowed] of Object.entries(enumerations)) {
    const value = context[name];
    if (value !== undefined && !allowed.includes(String(value))) {
      throw apiError(400, 'INVALID_PARAMETER_VALUE', { field: `${base}/${name}`, value: String(value) });
    }
  }
  return {
    brandName: readText(context.brand_name, `${base}/brand_name`),
    returnUrl: readUrl(context.return_url, `${base}/return_url`),
    cancelUrl: readUrl(context.cancel_url, `${base}/cancel_url`),
  };
}

function asRecord(value: unknown, field: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw apiError(400, value === undefined ? 'MISSING_REQUIRED_PARAMETER' : 'INVALID_PARAMETER_SYNTAX', { field });
}

/** Every text of an order may have 127 characters. */
function readText(value: unknown, field: string): string | null {
  if (value === undefined) return null;
  if (typeof value !== 'string') throw apiError(400, 'INVALID_PARAMETER_SYNTAX', { field });
  if (value.length < 1 || value.length > 127) throw apiError(400, 'INVALID_STRING_LENGTH', { field, value });
  return value;
}

function readUrl(value: unknown, field: string): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value)) return value;
  throw apiError(400, 'INVALID_PARAMETER_SYNTAX', { field, value: String(value) });
}
