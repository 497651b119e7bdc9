import type { Stack } from '../../scripts/stack/start-stack.ts';
import { atOnce } from '../visitors/at-once.ts';
import { type Registration, register } from './register.ts';

export type Blow = { after: number; strike: () => Promise<void> };

const peopleAtOnce = 60;

/** `people` register, 60 at once; each blow falls as soon as so many are confirmed, with the others under way. */
export async function registerAll(stack: Stack, people: number, blows: Blow[]) {
  const confirmed: Registration[] = [];
  const troubles = new Map<number, number>();
  let restarts = 0;
  const struck: Promise<void>[] = [];
  const due = [...blows];
  const startedAt = performance.now();
  await atOnce(
    peopleAtOnce,
    Array.from({ length: people }, (_, number) => number),
    async (number) => {
      const registration = await register({
        baseUrl: stack.baseUrl,
        number,
        onTrouble: (status) => troubles.set(status, (troubles.get(status) ?? 0) + 1),
        onRestart: () => {
          restarts += 1;
        },
      });
      confirmed.push(registration);
      while (due[0] && confirmed.length >= due[0].after) struck.push((due.shift() as Blow).strike());
    },
  );
  await Promise.all(struck);
  return { confirmed, troubles, restarts, seconds: (performance.now() - startedAt) / 1000 };
}
