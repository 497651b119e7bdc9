import type { Histogram } from 'prom-client';
import type { Logger } from '../context.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { createPayPalClient } from './create-paypal-client.ts';
import type { PayPalSettings } from './paypal-settings.ts';
import { createSettle } from './settle.ts';

/** Enough to look for another card, and no more than the seats were held for at first. */
const declineGraceMinutes = 5;

/** What web workers and the courier share: PayPal's client, and the one way to settle a payment. */
export function createSettlement(parts: {
  ledger: Ledger;
  settings: PayPalSettings;
  holdMinutes: number;
  timeFactor: number;
  duration: Histogram<'operation' | 'outcome'>;
  log: Logger;
}) {
  const { ledger, settings, log } = parts;
  const paypal = createPayPalClient({
    baseUrl: settings.baseUrl,
    clientId: settings.clientId,
    secret: settings.secret,
    onCall: ({ operation, failure, durationMs }) =>
      parts.duration.observe({ operation, outcome: failure?.kind ?? 'ok' }, durationMs / 1000),
  });
  const declineGraceMs = Math.min(declineGraceMinutes, parts.holdMinutes) * 60_000;
  const { merchantId } = settings;
  const { timeFactor } = parts;
  return { paypal, settle: createSettle({ ledger, paypal, log, merchantId, declineGraceMs, timeFactor }) };
}
