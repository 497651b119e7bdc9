import type { Store } from '../store.ts';
import { describe, renderEvent } from './describe-event.ts';
import type { Happening, StoredEvent } from './event-model.ts';
import { createPlans } from './plans.ts';
import { type Disguise, signEvent } from './sign-event.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Where events go, under the id that PayPal gave when it was registered. */
export type Registration = { id: string; url: string };

export type Webhooks = ReturnType<typeof createWebhooks>;

/** As PayPal: up to 25 times in three days. */
const sendsAtMost = 25;
const sendsAtOnce = 8;
const timeoutMs = 10_000;

/** Tells the shop what happened, signed, until it has answered 2xx. What is still to be told outlives a restart. */
export function createWebhooks(parts: {
  store: Store;
  keys: SigningKeys;
  originOf: () => string;
  now: () => Date;
  /** Seconds between one transmission and the next; the last counts for all after it. */
  retrySeconds: number[];
  registration: Registration | null;
  random?: () => number;
}) {
  const { store, keys, originOf, now, retrySeconds } = parts;
  const plans = createPlans(store, parts.random ?? Math.random);
  const open = new Map(store.events.all().flatMap((event) => (event.dueAt === null ? [] : [[event.id, event]])));
  const sending = new Set<string>();
  let registration = parts.registration;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function save(event: StoredEvent): void {
    store.events.put(event);
    if (event.dueAt === null) open.delete(event.id);
    else open.set(event.id, event);
  }

  function add(
    id: string,
    body: string,
    about: Pick<StoredEvent, 'eventType' | 'customId' | 'invoiceId'>,
  ): StoredEvent {
    const createdAt = now().getTime();
    const progress = {
      sent: 0,
      lastStatus: null,
      isDelivered: false,
      isHeldBack: false,
      extraSends: 0,
      disguise: null,
    };
    const event = plans.apply({ id, body, ...about, ...progress, createdAt, dueAt: createdAt });
    save(event);
    wake();
    return event;
  }

  /** After the present turn: what happened is in the books by then, or never happened. */
  function wake(): void {
    clearTimeout(timer);
    if (isClosed || open.size === 0) return;
    const next = Math.min(...[...open.values()].filter(({ id }) => !sending.has(id)).map(({ dueAt }) => dueAt ?? 0));
    if (!Number.isFinite(next)) return;
    timer = setTimeout(sendDue, Math.min(Math.max(0, next - now().getTime()), 60_000)).unref();
  }

  function sendDue(): void {
    for (const event of open.values()) {
      if (sending.size >= sendsAtOnce) break;
      if (sending.has(event.id) || (event.dueAt ?? 0) > now().getTime()) continue;
      // Its request was refused after all, and nothing of it is in the books.
      if (!store.events.get(event.id)) {
        open.delete(event.id);
        continue;
      }
      sending.add(event.id);
      void deliver(event).finally(() => {
        sending.delete(event.id);
        wake();
      });
    }
    wake();
  }

  async function deliver(event: StoredEvent): Promise<void> {
    const disguise = event.sent === 0 ? (event.disguise as Disguise | null) : null;
    const status = await transmit(event.body, disguise ?? 'genuine');
    if (isClosed) return;
    const isTaken = status !== null && status >= 200 && status < 300;
    const sent = event.sent + 1;
    const isDone = (isTaken && event.extraSends === 0) || sent >= sendsAtMost;
    const waitSeconds = isTaken ? 0 : (retrySeconds[Math.min(sent, retrySeconds.length) - 1] ?? 60);
    save({
      ...event,
      sent,
      lastStatus: status,
      isDelivered: event.isDelivered || isTaken,
      isHeldBack: false,
      extraSends: isTaken ? Math.max(0, event.extraSends - 1) : event.extraSends,
      dueAt: isDone ? null : now().getTime() + waitSeconds * 1000,
    });
    // Whoever was to come late comes now.
    if (event.isHeldBack) return;
    for (const other of open.values()) {
      if (other.isHeldBack && other.createdAt <= event.createdAt)
        save({ ...other, isHeldBack: false, dueAt: now().getTime() });
    }
  }

  /** What the shop answered; null where nothing did. */
  async function transmit(body: string, as: Disguise): Promise<number | null> {
    if (!registration) return null;
    const signed = signEvent(body, { webhookId: registration.id, keys, origin: originOf(), now: now(), as });
    try {
      const response = await fetch(registration.url, {
        method: 'POST',
        headers: signed.headers,
        body: signed.body,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return null;
    }
  }

  return {
    plans,
    tell(happening: Happening): void {
      // Without anybody to tell there are no events, as at PayPal.
      const description = registration && describe(happening, store, originOf());
      if (!description) return;
      const { id, body } = renderEvent(description, { at: now(), origin: originOf() });
      add(id, body, description);
    },
    /** An event about anything, as PayPal would tell it: about another shop's payment, say. */
    invent(eventType: string, resourceType: string, resource: object): StoredEvent {
      const description = {
        eventType: eventType as never,
        resourceType,
        resourceVersion: null,
        summary: 'Made up',
        resource,
      };
      const { id, body } = renderEvent(description, { at: now(), origin: originOf() });
      return add(id, body, { eventType, customId: null, invoiceId: null });
    },
    register(next: Registration | null): void {
      registration = next;
      wake();
    },
    registration: () => registration,
    events: () => store.events.all(),
    /** Sends an event now, beside all schedules, in whatever clothes. */
    async send(id: string, as: Disguise): Promise<{ status: number | null } | null> {
      const event = store.events.get(id);
      return event && { status: await transmit(event.body, as) };
    },
    /** What waits for its time is sent now. */
    hurry(): void {
      for (const event of open.values()) if (!sending.has(event.id)) save({ ...event, dueAt: now().getTime() });
      wake();
    },
    begin: wake,
    close(): void {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
