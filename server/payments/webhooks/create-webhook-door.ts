import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Redis } from 'ioredis';
import type { Logger } from '../../context.ts';
import { limitAddress } from '../../http/limit-address.ts';
import { createLimiter } from '../../http/limiter.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { SettleWebhook } from './settle-webhook.ts';
import { readTransmission, type VerifyWebhook } from './transmission.ts';
import { isOurs, parseWebhookEvent } from './webhook-event.ts';

/** `repeated` was in the inbox before; `ignored` is genuine and about nothing of ours; `unknown` could not be judged, or not kept. */
export const webhookOutcomes = ['accepted', 'repeated', 'ignored', 'forged', 'limited', 'unknown'] as const;
export type WebhookOutcome = (typeof webhookOutcomes)[number];

/** PayPal's largest are a dispute's, of some 10 KB. */
export const maxWebhookBytes = 128 * 1024;
/** PayPal sends two or three for each payment, from few addresses; verifying one costs less than a page. */
const perAddress = { points: 3_000, duration: 10 };

export type WebhookDoorParts = {
  verify: VerifyWebhook;
  ledger: Pick<Ledger, 'receiveWebhook'>;
  settleWebhook: SettleWebhook;
  redis: Redis;
  onOutcome: (outcome: WebhookOutcome) => void;
  log: Logger;
  /** What one address may send; a test has no thousands to send. */
  limit?: { points: number; duration: number };
};

/**
 * `POST /webhooks/paypal`. 400 is for what is not PayPal's, and changes nothing. 200 is said once the event is on the ledger's disk
 * and not before, as PayPal sends everything else again; what it means is found out after that.
 */
export function createWebhookDoor(parts: WebhookDoorParts): RequestHandler {
  const { verify, ledger, settleWebhook, onOutcome, log } = parts;
  const limiter = createLimiter({ redis: parts.redis, name: 'webhook', ...(parts.limit ?? perAddress) });

  function answer(response: Response, status: number, outcome: WebhookOutcome): void {
    onOutcome(outcome);
    response.status(status).set('Cache-Control', 'no-store').end();
  }

  const limit = limitAddress(limiter, (response) => answer(response, 429, 'limited'));

  async function take(request: Request, response: Response): Promise<void> {
    const { requestId } = response.locals;
    const rawBody: Buffer = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const transmission = readTransmission(request.headers);
    const refuse = (reason: string) => {
      log.warn({ requestId, reason, transmissionId: transmission?.id }, 'a webhook was refused');
      answer(response, 400, 'forged');
    };
    if (!transmission) return refuse('it carries no signature');
    const judged = await verify(transmission, rawBody);
    if (judged.verdict === 'forged') return refuse(judged.reason);
    if (judged.verdict === 'unknown') {
      log.error({ requestId, reason: judged.reason }, 'a webhook could not be judged; PayPal sends it again');
      return answer(response, 503, 'unknown');
    }
    const event = parseWebhookEvent(rawBody.toString('utf8'));
    if (!event) return refuse('it is no event');
    const { id: eventId, type } = event;
    if (!isOurs(event)) {
      log.info({ requestId, eventId, type }, 'a webhook about nothing of ours');
      return answer(response, 200, 'ignored');
    }
    const { isNew } = await ledger.receiveWebhook(event);
    log.info({ requestId, eventId, type, isNew }, 'webhook');
    answer(response, 200, isNew ? 'accepted' : 'repeated');
    if (isNew)
      await settleWebhook(event).catch((error: Error) => log.error({ eventId, type, error: error.message }, later));
  }

  const router = Router();
  router.post(
    '/',
    limit,
    express.raw({ type: () => true, limit: maxWebhookBytes, inflate: false }),
    (request, response) => {
      take(request, response).catch((error: Error) => {
        log.error(
          { requestId: response.locals.requestId, error: error.message },
          'a webhook was not kept; PayPal sends it again',
        );
        if (!response.headersSent) answer(response, 503, 'unknown');
      });
    },
  );
  router.all('/', (_request, response) => {
    response.status(405).set({ Allow: 'POST', 'Cache-Control': 'no-store' }).end();
  });
  return router;
}

const later = 'a webhook was not settled; the courier looks at it';
