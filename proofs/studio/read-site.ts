import { setTimeout as pause } from 'node:timers/promises';
import { DomUtils, parseDocument } from 'htmlparser2';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import { require } from '../proof.ts';

export const promisedMs = 5_000;

export type SeenSpeaker = { name: string; portrait: URL | null };

/** The site as a visitor meets it: through nginx and its cache, without a cookie. */
async function readPage(stack: Stack, path: string): Promise<{ status: number; html: string }> {
  const response = await fetch(`${stack.baseUrl}${path}`);
  return { status: response.status, html: await response.text() };
}

/** The speaker on the list of speakers, with the address of the photo that a small screen takes. */
export async function findSpeaker(stack: Stack, name: string): Promise<SeenSpeaker | null> {
  const { html } = await readPage(stack, '/speakers');
  const links = DomUtils.getElementsByTagName('a', parseDocument(html));
  const link = links.find((each) => DomUtils.textContent(each).includes(name));
  if (!link) return null;
  const [image] = DomUtils.getElementsByTagName('img', link.parent?.parent ? [link, link.parent] : link);
  const [smallest] = (image?.attribs.srcset ?? '').split(' ');
  return { name, portrait: smallest ? new URL(smallest, stack.baseUrl) : null };
}

/** Whether a visitor meets the session: on the programme of its day, and on its own page with speaker and room. */
export async function lookForSession(
  stack: Stack,
  session: { day: string; title: string; slug: string; speaker: string; room: string },
): Promise<'there' | 'gone' | 'in part'> {
  const day = await readPage(stack, `/programme?day=${session.day}`);
  const own = await readPage(stack, `/programme/${session.slug}`);
  const isListed = day.html.includes(session.title);
  const isWhole = [session.title, session.speaker, session.room].every((words) => own.html.includes(words));
  if (isListed && own.status === 200 && isWhole) return 'there';
  return !isListed && own.status === 404 ? 'gone' : 'in part';
}

/** What a ticket costs, by the site's public list. */
export async function readPrice(stack: Stack, id: string): Promise<number | null> {
  const { html } = await readPage(stack, '/api/tickets');
  const { ticketTypes } = JSON.parse(html) as { ticketTypes: { id: string; priceCents: number }[] };
  return ticketTypes.find((type) => type.id === id)?.priceCents ?? null;
}

/** Seconds from `since` until the site is so; throws once it is later than promised. */
export async function timeUntil(since: number, shortfall: string, isSo: () => Promise<boolean>): Promise<string> {
  while (!(await isSo())) {
    require(performance.now() - since < promisedMs, `${shortfall} ${promisedMs / 1000} s after it was published`);
    await pause(100);
  }
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
