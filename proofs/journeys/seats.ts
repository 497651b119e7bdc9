import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright';
import { require } from '../proof.ts';

type Tickets = { ticketTypes: { id: string; remaining: number }[] };

/** What `/api/tickets` says is left of a type; up to a few seconds old. */
export async function readSeats(baseUrl: string, id: string): Promise<number> {
  const { ticketTypes } = (await (await fetch(`${baseUrl}/api/tickets`)).json()) as Tickets;
  const type = ticketTypes.find((candidate) => candidate.id === id);
  require(type !== undefined, `/api/tickets has no ticket type ${id}`);
  return type.remaining;
}

/** What the tickets page says is left of the type with this name. */
export async function readSeatsOnPage(page: Page, name: string): Promise<number> {
  await page.goto('/tickets');
  const card = page.getByRole('article').filter({ has: page.getByRole('heading', { name, exact: true }) });
  const words = (await card.textContent()) ?? '';
  const left = /([\d,]+) left/.exec(words)?.[1];
  require(left !== undefined, `the tickets page does not say how many of ${name} are left: ${words}`);
  return Number(left.replaceAll(',', ''));
}

/** Waits for the caches to catch up: two seconds in nginx, one in the worker, and one more while they are renewed. */
export async function requireSeats(read: () => Promise<number>, wanted: number, when: string): Promise<void> {
  const giveUpAt = Date.now() + 8_000;
  let seen = await read();
  while (seen !== wanted && Date.now() < giveUpAt) {
    await pause(200);
    seen = await read();
  }
  require(seen === wanted, `${when} there should be ${wanted} seats left, and there are ${seen}`);
}
