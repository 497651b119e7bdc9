import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { Catalogue } from '../../core/orders/catalogue.ts';
import type { Order } from '../../core/orders/order.ts';
import type { Ledger } from '../../server/ledger/ledger.ts';
import { createOrderId } from '../../server/orders/create-order-service.ts';
import { createPaymentService } from '../../server/payments/create-payment-service.ts';
import { createPayPalClient } from '../../server/payments/create-paypal-client.ts';
import type { PayPal, PayPalOrder, PayPalReply } from '../../server/payments/paypal.ts';
import { standInMerchantId } from '../../server/payments/paypal-settings.ts';
import { createSettle } from '../../server/payments/settle.ts';
import { createSettleUnsettled } from '../../server/payments/settle-unsettled.ts';
import { credentials, startPayPal, type TestPayPal } from '../start-paypal.ts';
import { attendees, catalogueOf, createTestLedgers, done, holdMs, ticketType } from './open-test-ledger.ts';

type Capture = PayPal['captureOrder'];
/** In place of a capture; `take` is the capture itself, and answers what PayPal says. */
type AroundCapture = (
  take: () => Promise<PayPalReply<PayPalOrder>>,
  request: Parameters<Capture>[0],
) => ReturnType<Capture>;

export const graceMs = 300_000;
export const priceCents = 14_900;

/** Paying as it really is, but for the browser: a real Redis, a real PayPal of our own over HTTP, and one process' worth of
 *  services, of which a test may open more than one or break one in the middle. */
export function createTestShops() {
  const ledgers = createTestLedgers();
  let standIn: TestPayPal;
  beforeAll(async () => {
    standIn = await startPayPal();
  });
  afterAll(() => standIn.stop());
  beforeEach(() => standIn.control.clearFaults());

  return {
    async open({ seats = 10, catalogue }: { seats?: number; catalogue?: Catalogue } = {}) {
      const type = ticketType('paid', ['house'], { priceCents });
      const opened = await ledgers.open(catalogue ?? catalogueOf({ house: seats }, [type]));
      const { ledger, clock } = opened;
      const log: { level: string; message: string; fields: object }[] = [];
      const say = (level: string) => (fields: object, message: string) => void log.push({ level, message, fields });
      const client = (timeoutMs?: number) => createPayPalClient({ baseUrl: standIn.url, ...credentials, timeoutMs });

      /** What one worker process has. */
      function openProcess(
        parts: { ledger?: Ledger; paypal?: PayPal; merchantId?: string | null; patienceMs?: number } = {},
      ) {
        const common = {
          ledger: parts.ledger ?? ledger,
          paypal: parts.paypal ?? client(),
          log: { info: say('info'), warn: say('warn'), error: say('error') },
        };
        const { merchantId = standInMerchantId, patienceMs } = parts;
        const terms = { merchantId, declineGraceMs: graceMs, patienceMs, now: () => clock.nowMs };
        const settle = createSettle({ ...common, ...terms });
        const service = createPaymentService({
          ...common,
          settle,
          settings: {
            mode: 'stand-in',
            baseUrl: standIn.url,
            ...credentials,
            merchantId,
            webhookId: null,
            scriptOrigin: standIn.url,
            approvalOrigin: standIn.url,
          },
          linkSecret: 's'.repeat(32),
          publicBaseUrl: 'http://127.0.0.1:8080',
          getBrandName: async () => 'The Conference',
        });
        return { settle, service, settleUnsettled: createSettleUnsettled({ ...common, settle }) };
      }

      /** An order with names, that is to be paid now. */
      async function fillIn(quantity = 1): Promise<Order> {
        const orderId = createOrderId();
        const selection = [{ ticketTypeId: 'paid', quantity }];
        done(await ledger.hold({ orderId, idempotencyKey: orderId, selection, holdMs }));
        const buyer = { name: 'Ada', email: `${orderId}@example.org` };
        return done(await ledger.saveDetails({ orderId, buyer, attendees: attendees(quantity) }));
      }

      const process = openProcess();
      return {
        ...opened,
        ...process,
        openProcess,
        /** A process in which something happens around each capture, or to its answer. */
        openAroundCapture(around: AroundCapture) {
          const paypal = client();
          const captureOrder: Capture = (request) => around(() => paypal.captureOrder(request), request);
          return openProcess({ paypal: { ...paypal, captureOrder } });
        },
        client,
        control: standIn.control,
        paypalUrl: standIn.url,
        log,
        fillIn,
        async start(orderId: string, service = process.service) {
          const started = await service.start({ orderId });
          if (!started.ok) throw new Error(`not started: ${started.reason}`);
          return started;
        },
        /** Up to the moment in which the buyer has said yes at PayPal. */
        async approve(quantity?: number) {
          const order = await fillIn(quantity);
          const started = await process.service.start({ orderId: order.id });
          if (!started.ok) throw new Error(`not started: ${started.reason}`);
          await standIn.control.approve(started.paypalOrderId);
          return started;
        },
        /** PayPal's side of the story: how many captures took money for this order of ours. */
        async capturesOf(orderId: string) {
          const { orders } = await standIn.control.ledger();
          const ours = orders.filter((order) => order.invoiceId?.startsWith(`${orderId}-`));
          return ours.flatMap((order) => order.captures);
        },
        async expectSound() {
          const report = await ledger.check();
          expect(report.findings).toEqual([]);
          return report;
        },
      };
    },
  };
}
