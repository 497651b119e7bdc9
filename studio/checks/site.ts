import type { OfferedTicket, SeatsTaken } from '../rules/seats.ts';

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

/** What of a quota is gone, as the ledger has it; null where the site does not answer, or not to this organizer. */
export async function readSeatsTaken(quotaId: string, token: string | undefined): Promise<SeatsTaken | null> {
  try {
    const headers: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {};
    const response = await fetch('/organizer/api/quotas', { headers, signal: AbortSignal.timeout(5_000) });
    if (!response.ok) return null;
    const { quotas } = (await response.json()) as { quotas: ({ quotaId: string } & SeatsTaken)[] };
    return quotas.find((quota) => quota.quotaId === quotaId) ?? null;
  } catch {
    return null;
  }
}
