import { getPublishedId, type ValidationContext } from 'sanity';
import { countSeatsTaken, findCapacityProblem, type OfferedTicket } from '../rules/seats.ts';
import { apiVersion } from './read-content.ts';
import { readOffered } from './site.ts';

type Published = {
  capacity: number | null;
  ticketTypes: { id: string; quotaIds: string[] | null }[];
};

const publishedQuery = `{
  "capacity": *[_id == $id][0].capacity,
  "ticketTypes": *[_type == "ticketType" && $id in quotas[]._ref]{ "id": _id, "quotaIds": quotas[]._ref }
}`;

/** Seats are sold by what is published, so that is what the new number is held against. */
export async function checkCapacity(capacity: number | undefined, context: ValidationContext) {
  const id = getPublishedId(context.document?._id ?? '');
  const offered: OfferedTicket[] | null = await readOffered();
  // A site that does not answer must not keep anybody from writing; a quota that is too small sells nothing more.
  if (!offered || !id) return true;
  const published = await context
    .getClient({ apiVersion })
    .withConfig({ perspective: 'published' })
    .fetch<Published>(publishedQuery, { id });
  if (typeof published.capacity !== 'number') return true;
  const ticketTypes = published.ticketTypes.map((type) => ({ id: type.id, quotaIds: type.quotaIds ?? [] }));
  return findCapacityProblem(capacity, countSeatsTaken(id, published.capacity, ticketTypes, offered)) ?? true;
}
