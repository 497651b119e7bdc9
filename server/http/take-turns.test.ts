import { expect, test } from 'vitest';
import { createTurns } from './take-turns.ts';

test('in the order in which they came, and not for one who has gone', async () => {
  const begun: string[] = [];
  const turns = createTurns();
  const meet = (name: string, destroyed = false) =>
    new Promise<void>((resolve) => {
      turns({} as never, { destroyed } as never, () => {
        begun.push(name);
        resolve();
      });
    });
  const first = meet('first');
  void meet('gone', true);
  await Promise.all([first, meet('last')]);
  expect(begun).toEqual(['first', 'last']);
});
