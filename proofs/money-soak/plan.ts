import { createRandom, type Random } from '../../platform/random.ts';

/** What a buyer does at PayPal, and what comes after: most come back, some close the browser after their yes, some never say it; for
 *  some an organizer cancels the order as soon as it is confirmed, or sends a part of the money back. */
export const manners = ['returns', 'closes', 'cancelled', 'part-back', 'leaves'] as const;
export type Manner = (typeof manners)[number];
export type PlannedBuyer = { number: number; manner: Manner };

/** Of those who pay. */
const shares: [Manner, number][] = [
  ['closes', 0.2],
  ['cancelled', 0.15],
  ['part-back', 0.1],
];
/** Beside those who pay, so many of them come and do not. */
const leavingShare = 0.05;

/** `paying` buyers who pay, and some who do not, in an order of their own: the same for the same seed. */
export function planBuyers(paying: number, seed: number): PlannedBuyer[] {
  const random = createRandom(seed);
  const buyers = Math.ceil(paying * (1 + leavingShare));
  const all = Array.from({ length: buyers }, (_, at) => (at < paying ? chooseManner(random) : 'leaves'));
  return shuffle(all, random).map((manner, number) => ({ number, manner }));
}

function chooseManner(random: Random): Manner {
  let left = random();
  for (const [manner, share] of shares) {
    if (left < share) return manner;
    left -= share;
  }
  return 'returns';
}

function shuffle<T>(items: T[], random: Random): T[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [items[last], items[other]] = [items[other] as T, items[last] as T];
  }
  return items;
}
