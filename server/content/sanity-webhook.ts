import { assertValidSignature, decodeSignatureHeader, isSignatureError, SIGNATURE_HEADER_NAME } from '@sanity/webhook';
import express, { type RequestHandler, type Response } from 'express';
import type { Redis } from 'ioredis';
import type { Logger } from '../context.ts';
import { limitAddress } from '../http/limit-address.ts';
import { createLimiter } from '../http/limiter.ts';
import { messageGoodMs, type WebhookNews } from './webhook-news.ts';

/** `taken`: everybody reads anew. `refused`: not signed by Sanity, or too long ago. `repeated`: told before. `away`: Redis is. */
export const webhookOutcomes = ['taken', 'refused', 'repeated', 'limited', 'away'] as const;
export type WebhookOutcome = (typeof webhookOutcomes)[number];

/** Sanity tells of each document by itself: an import is some hundred in a minute, and of those one that gets in is enough. */
const perAddress = { points: 100, duration: 10 };
/** The projection in docs/studio.md is a hundredth of it; without one a whole document may come. */
const maxBody = '64kb';

/**
 * `POST /webhooks/sanity`: something was published. What the message says of it is not even read: it is signed, so content is
 * asked for anew. Without a secret there is no such address.
 */
export function createSanityWebhook(options: {
  secret: string | undefined;
  redis: Redis;
  news: Pick<WebhookNews, 'tell'>;
  onOutcome: (outcome: WebhookOutcome) => void;
  log: Logger;
  now?: () => number;
}): RequestHandler[] {
  const { secret, news, onOutcome, log, now = Date.now } = options;
  if (!secret) return [(_request, response) => answer(response, 404, 'There is nothing at this address.')];
  const limiter = createLimiter({ redis: options.redis, name: 'sanity-webhook', ...perAddress });

  const limit = limitAddress(limiter, (response) => {
    onOutcome('limited');
    answer(response, 429, 'Too many messages: wait.');
  });

  async function take(body: string, signature: string): Promise<[WebhookOutcome, status: number]> {
    const refusal = await judgeSignature(body, signature, secret ?? '');
    if (refusal !== null) return ['refused', refusal];
    if (Math.abs(now() - decodeSignatureHeader(signature).timestamp) > messageGoodMs) return ['refused', 401];
    try {
      return (await news.tell(signature)) ? ['taken', 200] : ['repeated', 401];
    } catch {
      // Sanity sends it again.
      return ['away', 503];
    }
  }

  return [
    limit,
    // Whatever it calls itself: the signature is of its very bytes.
    express.text({ type: () => true, limit: maxBody, inflate: false }),
    async (request, response, next) => {
      try {
        const body = typeof request.body === 'string' ? request.body : '';
        const [outcome, status] = await take(body, request.get(SIGNATURE_HEADER_NAME) ?? '');
        onOutcome(outcome);
        if (outcome === 'refused') log.warn({ address: request.ip }, "a message that is not Sanity's was refused");
        answer(response, status, words[outcome]);
      } catch (error) {
        next(error);
      }
    },
  ];
}

const words: Record<WebhookOutcome, string> = {
  taken: 'Content is read anew.',
  refused: 'This is not signed with the secret that is known here, or was signed long ago.',
  repeated: 'This message was here before.',
  limited: 'Too many messages: wait.',
  away: 'This cannot be passed on at the moment. Send it again.',
};

function answer(response: Response, status: number, text: string): void {
  response.status(status).set('Cache-Control', 'no-store').type('text').send(text);
}

/** null where it is signed as it should be; else how the library says it is not: 400 no signature at all, 401 a wrong one. */
async function judgeSignature(body: string, signature: string, secret: string): Promise<number | null> {
  try {
    await assertValidSignature(body, signature, secret);
    return null;
  } catch (error) {
    if (isSignatureError(error)) return error.statusCode;
    throw error;
  }
}
