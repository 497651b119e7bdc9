import { listDocuments } from '../../core/mail/mail-documents.ts';
import { isStillTrue, type MailKind } from '../../core/mail/mail-kinds.ts';
import { listRecipients } from '../../core/mail/recipients.ts';
import type { ContentService, Logger } from '../context.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { backoffMs } from './backoff.ts';
import { judgeFailure, type SendingFailure } from './judge-failure.ts';
import { kindOf, saysNothingNew } from './mail-kinds.ts';
import type { MailMetrics } from './mail-metrics.ts';
import type { MailQueue, QueuedEntry } from './mail-queue.ts';
import { createMessage, type Message, type MessageParts, type MessageRequest, messageIdOf } from './message.ts';

/** Resolves once the server has taken the mail; rejects with what nodemailer says. */
export type SendMail = (message: Message) => Promise<unknown>;

export type MailerParts = {
  queue: MailQueue;
  ledger: Pick<Ledger, 'getOrder' | 'getDocument'>;
  content: Pick<ContentService, 'getConference' | 'getProgramme' | 'getMailTexts'>;
  send: SendMail;
  message: MessageParts;
  /** See KeptLease: null while another courier may be sending. */
  term: () => number | null;
  metrics: MailMetrics;
  log: Logger;
  now?: () => number;
  /** How long an entry may lie with a courier that does nothing about it before it is taken from it. */
  reclaimAfterMs?: number;
};

const batch = 20;
const atOnce = 4;
const reclaimEveryMs = 30_000;
const breathMs = 5;
/** As long as mail servers themselves usually try. */
const giveUpAfterMs = 3 * 24 * 3600_000;

/** What stands in the way of every mail, so that none is to blame. */
class ServerAway extends Error {}

/**
 * Sends what the outbox asks for. A mail counts as sent once the server took it, and only then is that written down: whatever
 * is killed in between sends it once more, with the same Message-ID. One mail that is refused holds up no other.
 */
export function createMailer(parts: MailerParts) {
  const { queue, ledger, content, metrics, log, now = Date.now, reclaimAfterMs = 60_000 } = parts;
  let pause: { until: number; failures: number; error: Error } | null = null;
  let nextReclaimAt = 0;
  /** What is pending under our name may be ours alone to finish: at a start, and after the ledger was away in the middle of it. */
  let mayHaveLostTrack = true;
  let isStopping = false;
  let lastTerm: number | null = null;
  let lastWritten: Promise<unknown> = Promise.resolve();
  const mustStop = () => isStopping || parts.term() !== lastTerm;

  /** One after the other, with a pause between them: a ticket as PDF is tens of milliseconds in which the courier does nothing else,
   *  and all its other jobs take their steps in the pauses. */
  function writeMail(request: MessageRequest): Promise<Message> {
    const written = lastWritten.then(() => createMessage(request, parts.message));
    const breathe = () => new Promise<void>((resolve) => setTimeout(resolve, breathMs));
    lastWritten = written.then(breathe, breathe);
    return written;
  }

  /** One try. A mail that cannot even be written is nobody's fault but ours, and waits for us. */
  async function sendOne(request: MessageRequest): Promise<'sent' | SendingFailure> {
    let message: Message;
    try {
      message = await writeMail(request);
    } catch (error) {
      return { verdict: 'never', reason: `it could not be written: ${error instanceof Error ? error.message : error}` };
    }
    try {
      await parts.send(message);
      return 'sent';
    } catch (error) {
      const failure = judgeFailure(error);
      const isOld = now() - request.at > giveUpAfterMs;
      return failure.verdict === 'later' && isOld ? { ...failure, verdict: 'never' } : failure;
    }
  }

  async function sendAndRecord(entry: QueuedEntry, request: MessageRequest): Promise<'sent' | 'later' | 'set-aside'> {
    const about = { orderId: entry.orderId, kind: request.kind, recipient: request.recipient.key };
    const outcome = await sendOne(request);
    if (outcome === 'sent') {
      await queue.recordSent(entry.id, about.recipient);
      metrics.sent.inc({ kind: about.kind });
      log.info(about, 'mail sent');
      return 'sent';
    }
    const { verdict, reason } = outcome;
    metrics.failures.inc({ verdict });
    if (verdict === 'server') throw new ServerAway(reason);
    if (verdict === 'later') {
      log.warn({ ...about, reason }, 'a mail was not taken; it is tried again');
      return 'later';
    }
    const messageId = messageIdOf(request, parts.message.from);
    await queue.recordSetAside({ ...about, messageId, entryId: entry.id, reason, at: now() });
    log.error({ ...about, reason }, 'a mail is set aside: npm run mail:failed');
    return 'set-aside';
  }

  /** Every recipient's mail once; what is left of it afterwards has a time. */
  async function handle(entry: QueuedEntry, kind: MailKind): Promise<void> {
    const order = await ledger.getOrder(entry.orderId);
    if (!order || !isStillTrue(kind, order) || saysNothingNew(entry, order)) {
      log.info({ orderId: entry.orderId, kind }, 'no mail: it would say what is known, or not true any more');
      return queue.finish([entry.id]);
    }
    const numbers = listDocuments({ kind, order, at: entry.at });
    const [conference, programme, mailTexts, ...found] = await Promise.all([
      content.getConference(),
      content.getProgramme(),
      content.getMailTexts(),
      ...numbers.map((number) => ledger.getDocument(number)),
    ]);
    const about = { kind, order, at: entry.at, documents: found.filter((document) => document !== null) };
    const { done, attempts } = await queue.readProgress(entry.id);
    const outcomes: ('sent' | 'later' | 'set-aside')[] = [...done.values()];
    for (const recipient of listRecipients(kind, order, entry.registrationId)) {
      if (done.has(recipient.key)) continue;
      outcomes.push(await sendAndRecord(entry, { ...about, recipient, conference, programme, mailTexts }));
    }
    if (outcomes.includes('later')) return queue.recordAttempt(entry.id, now() + backoffMs(attempts + 1));
    return outcomes.includes('set-aside') ? queue.finishAllButSetAside(entry.id) : queue.finish([entry.id]);
  }

  /** Rejects with the first thing that went wrong, after all were tried or given back. */
  async function handleAll(entries: { entry: QueuedEntry; kind: MailKind }[]): Promise<void> {
    let failure: unknown = null;
    const open = [...entries];
    const givenBack: string[] = [];
    const work = async () => {
      for (let next = open.shift(); next; next = open.shift()) {
        const { entry, kind } = next;
        if (mustStop() || failure instanceof ServerAway) {
          givenBack.push(entry.id);
          continue;
        }
        try {
          await handle(entry, kind);
        } catch (error) {
          failure ??= error;
          if (error instanceof ServerAway) {
            failure = error;
            givenBack.push(entry.id);
          } else
            await queue.recordAttempt(entry.id, now() + backoffMs((await queue.readProgress(entry.id)).attempts + 1));
        }
      }
    };
    const workers = await Promise.allSettled(Array.from({ length: atOnce }, work));
    // Should the ledger be away for this too, the entries are pending all the same, and are claimed again.
    await queue.postpone(givenBack, now());
    const broken = workers.find((worker) => worker.status === 'rejected');
    if (broken) throw broken.reason;
    if (failure) throw failure;
  }

  async function deliverBatch(): Promise<boolean> {
    // Half for what waits, so that neither an old trouble nor a rush of new orders keeps the other from its turn.
    const due = await queue.takeDue(now(), batch / 2);
    const fresh = await queue.takeNew(batch);
    const judged = [...due, ...fresh].map((entry) => ({ entry, kind: kindOf(entry) }));
    await queue.finish(judged.flatMap(({ entry, kind }) => (kind === null ? [entry.id] : [])));
    await handleAll(judged.flatMap(({ entry, kind }) => (kind === null ? [] : [{ entry, kind }])));
    return due.length === batch / 2 || fresh.length === batch;
  }

  return {
    /** Sends what there is to send. Rejects while the server takes nothing: at first and again after 1 s, 2 s ... 5 min. */
    async deliver(): Promise<void> {
      const term = parts.term();
      if (term === null) return;
      if (pause && now() < pause.until) throw pause.error;
      await queue.open();
      // What another courier had begun, or we before we were overtaken.
      if (term !== lastTerm) mayHaveLostTrack = true;
      lastTerm = term;
      if (mayHaveLostTrack || now() >= nextReclaimAt) {
        const found = await queue.reclaim(mayHaveLostTrack ? 0 : reclaimAfterMs, now());
        if (found > 0) log.warn({ entries: found }, 'took over mails that were begun and not finished');
        nextReclaimAt = now() + reclaimEveryMs;
        mayHaveLostTrack = false;
      }
      try {
        while (!mustStop() && (await deliverBatch()));
        pause = null;
      } catch (error) {
        if (error instanceof ServerAway) {
          const failures = (pause?.failures ?? 0) + 1;
          pause = { until: now() + backoffMs(failures), failures, error };
        } else mayHaveLostTrack = true;
        throw error;
      }
    },

    async measure(): Promise<void> {
      await queue.open();
      const { waiting, oldestAt, setAside } = await queue.measure(now());
      metrics.waiting.set(waiting);
      metrics.outboxLag.set({ reader: 'mail' }, oldestAt === null ? 0 : Math.max(0, (now() - oldestAt) / 1000));
      metrics.setAside.set(setAside);
    },

    /** No further mail is begun. */
    stop(): void {
      isStopping = true;
    },
  };
}

export type Mailer = ReturnType<typeof createMailer>;
