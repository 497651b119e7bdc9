import type { OfferedTicket } from '../rules/seats.ts';

// Fresh enough for a list, and one question for all its rows.
const keptMs = 3_000;
let kept: { at: number; answer: Promise<OfferedTicket[] | null> } | undefined;

/** What the site sells at this moment; null where it does not answer. Studio is served from the site's own address. */
export function readOffered(): Promise<OfferedTicket[] | null> {
  if (!kept || Date.now() - kept.at > keptMs) kept = { at: Date.now(), answer: fetchOffered() };
  return kept.answer;
}

async function fetchOffered(): Promise<OfferedTicket[] | null> {
  try {
    const response = await fetch('/api/tickets', { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) return null;
    return ((await response.json()) as { ticketTypes: OfferedTicket[] }).ticketTypes;
  } catch {
    return null;
  }
}
