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

/** What the site and the courier read. Drafts are nobody's business but their writer's. */
const watched = `*[_type in ["event", "room", "track", "speaker", "session", "page", "ticketType", "quota"] && !(_id in path("drafts.**"))]`;

/** After a change Sanity's CDN may still answer with what was before. */
const usualSettleMs = 10_000;
const listenAgainMs = 10_000;

/**
 * Listens to Sanity as long as the process lives. The client connects again by itself; what happened meanwhile is not known
 * then, so each welcome counts as a change.
 */
export function watchChanges(options: {
  client: SanityClient;
  /** Told once an outage that listening fails for good (a token that is refused): then content is asked for as if alone. */
  onRefused: (error: Error) => void;
  settleMs?: number;
  now?: () => number;
}): ChangeWatch {
  const { client, onRefused, settleMs = usualSettleMs, now = Date.now } = options;
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
    quietSince() {
      const since = changedAt + settleMs;
      return isConnected && since <= now() ? since : null;
    },
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
