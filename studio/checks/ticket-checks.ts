import { getPublishedId, type ValidationContext } from 'sanity';
import { countSeatsTaken, findCapacityProblem, type SeatsTaken } from '../rules/seats.ts';
import { apiVersion } from './read-content.ts';
import { readOffered, readSeatsTaken } from './site.ts';

type Published = {
  capacity: number | null;
  ticketTypes: { id: string; quotaIds: string[] | null }[];
};

const publishedQuery = `{
  "capacity": *[_id == $id][0].capacity,
  "ticketTypes": *[_type == "ticketType" && $id in quotas[]._ref]{ "id": _id, "quotaIds": quotas[]._ref }
}`;

/** A site that does not answer must not keep anybody from writing; a quota that is too small sells nothing more. */
export async function checkCapacity(capacity: number | undefined, context: ValidationContext) {
  const id = getPublishedId(context.document?._id ?? '');
  if (!id) return true;
  const { token } = context.getClient({ apiVersion }).config();
  return findCapacityProblem(capacity, (await readSeatsTaken(id, token)) ?? (await deriveTaken(id, context))) ?? true;
}

/** For who may write content and not see orders: what follows from what the site offers everybody. */
async function deriveTaken(id: string, context: ValidationContext): Promise<SeatsTaken | null> {
  const offered = await readOffered();
  if (!offered) return null;
  const published = await context
    .getClient({ apiVersion })
    .withConfig({ perspective: 'published' })
    .fetch<Published>(publishedQuery, { id });
  if (typeof published.capacity !== 'number') return null;
  const ticketTypes = published.ticketTypes.map((type) => ({ id: type.id, quotaIds: type.quotaIds ?? [] }));
  return countSeatsTaken(id, published.capacity, ticketTypes, offered);
}
