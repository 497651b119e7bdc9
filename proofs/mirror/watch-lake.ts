import type { SanityClient } from '@sanity/client';

/** When each state of each order was stored first (UTC ms, by the lake's clock), as its listener tells it. */
export function watchLake(client: SanityClient) {
  const storedAt = new Map<string, number>();
  const subscription = client
    .listen('*[_type == "order"]', {}, { events: ['welcome', 'mutation', 'reconnect'], visibility: 'query' })
    .subscribe((event) => {
      if (event.type !== 'mutation' || !event.result) return;
      const name = nameOf(String(event.result.code), String(event.result.ledgerRevision));
      if (!storedAt.has(name)) storedAt.set(name, Date.parse(event.timestamp));
    });
  return {
    storedAt: (orderId: string, revision: string) => storedAt.get(nameOf(orderId, revision)) ?? null,
    stop: () => subscription.unsubscribe(),
  };
}

const nameOf = (orderId: string, revision: string) => `${orderId} ${revision}`;

/** The value that `share` of them do not exceed. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
