import type { SanityClient } from '@sanity/client';

/** Hears of changes as they are published, so that nobody need ask whether there are any. */
export type ChangeWatch = {
  /**
   * Whatever was read at this moment (UTC milliseconds) or later is still what is published. `null` while that is not known:
   * the connection is away, or something has changed a moment ago.
   */
  quietSince(): number | null;
  stop(): void;
};

/** One way to hear that something was published. */
export type ChangeSource = {
  /** Whether it would be heard now. */
  isHearing(): boolean;
  /** When it last was, or when hearing began anew (UTC milliseconds). */
  changedAt(): number;
  stop(): void;
};

/** What the site and the courier read; the webhook's filter in docs/studio.md names the same. */
export const contentTypes = [
  'event',
  'room',
  'track',
  'speaker',
  'session',
  'page',
  'ticketType',
  'quota',
  'voucher',
  'question',
  'sponsor',
  'mailText',
];
/** Drafts are nobody's business but their writer's. */
const watched = `*[_type in ${JSON.stringify(contentTypes)} && !(_id in path("drafts.**"))]`;

/** After a change Sanity's CDN may still answer with what was before. */
const usualSettleMs = 10_000;
const listenAgainMs = 10_000;

/**
 * Listens to Sanity as long as the process lives. Where Sanity's webhook comes in, what it tells counts too; with the listener
 * switched off it is all there is. While nobody hears, content is asked for as if alone.
 */
export function watchChanges(options: {
  client: SanityClient;
  /** Told once an outage that listening fails for good (a token that is refused). */
  onRefused: (error: Error) => void;
  isListenerOn?: boolean;
  webhooks?: ChangeSource | null;
  settleMs?: number;
  now?: () => number;
}): ChangeWatch {
  const { isListenerOn = true, webhooks = null, settleMs = usualSettleMs, now = Date.now } = options;
  const listener = isListenerOn ? listenToSanity({ ...options, now }) : null;
  const sources = [listener, webhooks].filter((source) => source !== null);
  // A webhook whose sender is away looks like one that has nothing to tell: where somebody listens, that one's word is needed.
  const [trusted] = sources;

  return {
    quietSince() {
      const since = Math.max(...sources.map((source) => source.changedAt())) + settleMs;
      return trusted?.isHearing() && since <= now() ? since : null;
    },
    stop() {
      for (const source of sources) source.stop();
    },
  };
}

/** The client connects again by itself; what happened meanwhile is not known then, so each welcome counts as a change. */
function listenToSanity(options: {
  client: SanityClient;
  onRefused: (error: Error) => void;
  now: () => number;
}): ChangeSource {
  const { client, onRefused, now } = options;
  let isConnected = false;
  let isRefused = false;
  let changedAt = now();
  let again: NodeJS.Timeout | undefined;
  let subscription = listen();

  function listen() {
    const events = client.listen(watched, {}, { events: ['welcome', 'mutation', 'reconnect'], includeResult: false });
    return events.subscribe({
      next({ type }) {
        isConnected = type !== 'reconnect';
        isRefused = false;
        changedAt = now();
      },
      error(error: unknown) {
        isConnected = false;
        if (!isRefused) onRefused(error instanceof Error ? error : new Error(String(error)));
        isRefused = true;
        listenLater();
      },
      complete() {
        isConnected = false;
        listenLater();
      },
    });
  }
  function listenLater() {
    again = setTimeout(() => {
      subscription = listen();
    }, listenAgainMs);
    again.unref();
  }

  return {
    isHearing: () => isConnected,
    changedAt: () => changedAt,
    stop() {
      clearTimeout(again);
      isConnected = false;
      subscription.unsubscribe();
    },
  };
}

/** Answers with what it read last while that is known to be what is published, and reads again now and then all the same. */
export function readWhenChanged<T>(options: {
  read: () => Promise<T>;
  watch: Pick<ChangeWatch, 'quietSince'>;
  maxAgeMs: number;
  now?: () => number;
}): () => Promise<T> {
  const { read, watch, maxAgeMs, now = Date.now } = options;
  let held: { value: T; readAt: number } | null = null;
  return async () => {
    const quietSince = watch.quietSince();
    if (held && quietSince !== null && held.readAt >= quietSince && now() - held.readAt < maxAgeMs) return held.value;
    const readAt = now();
    const value = await read();
    held = { value, readAt };
    return value;
  };
}
