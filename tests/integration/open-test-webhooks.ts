import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { onTestFinished, vi } from 'vitest';
import { createPayPalTransport } from '../../server/payments/paypal-transport.ts';
import { createCertificates } from '../../server/payments/webhooks/certificates.ts';
import { createWebhookDoor, type WebhookDoorParts } from '../../server/payments/webhooks/create-webhook-door.ts';
import { trustOf } from '../../server/payments/webhooks/open-webhooks.ts';
import { createSettleInbox } from '../../server/payments/webhooks/settle-inbox.ts';
import { createSettleWebhook } from '../../server/payments/webhooks/settle-webhook.ts';
import { createPostbackVerification } from '../../server/payments/webhooks/verify-by-postback.ts';
import { createLocalVerification } from '../../server/payments/webhooks/verify-locally.ts';
import type { EventType } from '../../stand-ins/paypal/webhooks/event-model.ts';
import { credentials } from '../start-paypal.ts';
import { createTestShops } from './open-test-shop.ts';

export const webhookId = '0TESTWEBHOOK00000';
const dayMs = 24 * 60 * 60_000;

export type DoorOptions = { verification?: 'local' | 'postback'; parts?: Partial<WebhookDoorParts>; seats?: number };

/** A shop whose door the PayPal stand-in knows: what happens there is told here, over HTTP and signed. */
export function createTestWebhookShops() {
  const shops = createTestShops();
  return {
    async open({ verification = 'local', parts = {}, seats }: DoorOptions = {}) {
      const shop = await shops.open({ seats });
      const { ledger, redis, settle, control, paypalUrl } = shop;
      const log = { info: () => {}, warn: () => {}, error: () => {} };
      const settleWebhook = createSettleWebhook({ ledger, settle, log });
      const verify =
        verification === 'local'
          ? createLocalVerification({
              getKey: createCertificates({ trust: trustOf({ mode: 'stand-in', baseUrl: paypalUrl }) }),
              webhookId,
              maxAgeMs: 4 * dayMs,
            })
          : createPostbackVerification(createPayPalTransport({ baseUrl: paypalUrl, ...credentials }), webhookId);
      const outcomes: string[] = [];
      const onOutcome = (outcome: string) => void outcomes.push(outcome);
      const app = express();
      app.use(
        '/webhooks/paypal',
        createWebhookDoor({ verify, ledger, settleWebhook, redis, onOutcome, log, ...parts }),
      );
      const server = await new Promise<Server>((resolve) => {
        const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
      });
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/paypal`;
      await control.webhooks.clearPlans();
      await control.webhooks.register({ id: webhookId, url });
      onTestFinished(async () => {
        await control.webhooks.register(null);
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      });

      return {
        ...shop,
        url,
        outcomes,
        settleInbox: createSettleInbox({ ledger, settleWebhook, log }),
        /** The stand-in's event of this type about one attempt, once it has happened. */
        eventOf: (type: EventType, customId: string) =>
          until(async () => {
            const { events } = await control.webhooks.list();
            const found = events.find((event) => event.eventType === type && event.customId === customId);
            if (!found) throw new Error(`no ${type} about ${customId}`);
            return found;
          }),
        /** Resolves once the attempt has its money and is in this state, which `help` is to bring about. */
        attemptOf: (attemptId: string, state: string, help: () => Promise<void>) =>
          until(async () => {
            await help();
            const attempt = await ledger.getAttempt(attemptId);
            if (attempt?.state !== state || attempt.capturedCents === 0)
              throw new Error(`${attemptId} is ${attempt?.state} with ${attempt?.capturedCents}, not ${state}`);
            return attempt;
          }),
        /** Resolves once the order's payment is in this state. */
        untilPayment: (orderId: string, state: string) =>
          until(async () => {
            const order = await ledger.getOrder(orderId);
            if (order?.payment?.state !== state)
              throw new Error(`${orderId} is ${order?.payment?.state}, not ${state}`);
            return order;
          }),
      };
    },
  };
}

/** A busy machine may take its time; nothing here waits for a time. */
export const until = <T>(look: () => Promise<T>): Promise<T> => vi.waitFor(look, { timeout: 20_000, interval: 20 });
