import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { encodeSignatureHeader, SIGNATURE_HEADER_NAME } from '@sanity/webhook';
import { isPublicId } from '../documents/document.ts';
import type { Transaction } from '../mutate/transactions.ts';

type Message = { id: string; body: string; headers: Record<string, string>; until: number };

const patienceMs = 10_000;
/** As long as Sanity goes on trying. */
const triedForMs = 30 * 60_000;
const longestPauseMs = 5_000;
const maxWaiting = 1_000;

/**
 * Tells one address of each published document that changed, as Sanity's webhooks do: signed, one request after the other, and
 * again after 429, a failure or no answer. What waits is lost with the process, which Sanity's does not.
 */
export function createWebhookSender(options: {
  url: string;
  secret: string;
  /** Told once an outage. */
  onFailure: (problem: string) => void;
}) {
  const { url, secret, onFailure } = options;
  const waiting: Message[] = [];
  const closing = new AbortController();
  let isSending = false;

  /** null once it was taken, or was refused for good; else what is wrong. */
  async function send({ id, body, headers }: Message): Promise<string | null> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'Idempotency-Key': id,
          ...headers,
          // Signed anew each time: the receiver takes no old message.
          [SIGNATURE_HEADER_NAME]: await encodeSignatureHeader(body, Date.now(), secret),
        },
        body,
        redirect: 'error',
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(patienceMs)]),
      });
      await response.body?.cancel();
      return response.status === 429 || response.status >= 500 ? `it answers ${response.status}` : null;
    } catch (error) {
      return error instanceof Error ? `${error.message} ${error.cause ?? ''}`.trim() : String(error);
    }
  }

  async function sendAll(): Promise<void> {
    let failures = 0;
    for (let message = waiting[0]; message && !closing.signal.aborted; message = waiting[0]) {
      const problem = await send(message);
      if (problem === null || Date.now() > message.until) {
        // A message too many may have been dropped meanwhile.
        if (waiting[0] === message) waiting.shift();
        failures = 0;
        continue;
      }
      if (failures === 0 && !closing.signal.aborted) onFailure(problem);
      failures += 1;
      const pauseMs = Math.min(500 * 2 ** failures, longestPauseMs);
      await pause(pauseMs, null, { signal: closing.signal, ref: false }).catch(() => {});
    }
    isSending = false;
  }

  return {
    publish(transaction: Transaction): void {
      for (const { id, before, after } of transaction.changes) {
        if (!isPublicId(id)) continue;
        waiting.push({
          id: randomUUID(),
          body: JSON.stringify({ _id: id, _type: (after ?? before)?._type }),
          headers: {
            'sanity-transaction-id': transaction.id,
            'sanity-transaction-time': transaction.timestamp,
            'sanity-document-id': id,
            'sanity-operation': before ? (after ? 'update' : 'delete') : 'create',
          },
          until: Date.now() + triedForMs,
        });
        if (waiting.length > maxWaiting) waiting.shift();
      }
      if (isSending || waiting.length === 0) return;
      isSending = true;
      void sendAll();
    },
    close: () => closing.abort(),
  };
}
