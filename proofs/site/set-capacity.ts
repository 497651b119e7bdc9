import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import { parseContentConfig } from '../../server/config.ts';
import { createSanityClient } from '../../server/content/create-sanity-client.ts';

type Tickets = { ticketTypes: { id: string; quotaIds?: string[]; remaining: number }[] };

/** Changes a quota as an organizer does, in the Content Lake, and waits until the site offers `left` seats of a ticket. */
export async function setCapacity(
  stack: Stack,
  change: { quotaId: string; capacity: number; ticketTypeId: string; left: number },
): Promise<void> {
  const client = createSanityClient(parseContentConfig(stack.env));
  await client.patch(change.quotaId).set({ capacity: change.capacity }).commit();
  const giveUpAt = Date.now() + 30_000;
  for (;;) {
    // The cookie leads past nginx's cache.
    const response = await fetch(`${stack.baseUrl}/api/tickets`, { headers: { Cookie: 'proof=1' } });
    const { ticketTypes } = (await response.json()) as Tickets;
    const remaining = ticketTypes.find((type) => type.id === change.ticketTypeId)?.remaining;
    if (remaining === change.left) return;
    if (Date.now() > giveUpAt) throw new Error(`the site offers ${remaining} seats, not ${change.left}, after 30 s`);
    await pause(100);
  }
}
