import { expect, test } from 'vitest';
import { manners, planBuyers } from './plan.ts';

test('the same seed plans the same buyers, another one others; as many pay as were asked for', () => {
  const plan = planBuyers(1_000, 7);
  expect(planBuyers(1_000, 7)).toEqual(plan);
  expect(planBuyers(1_000, 8)).not.toEqual(plan);
  expect(plan.filter(({ manner }) => manner !== 'leaves')).toHaveLength(1_000);
  expect(new Set(plan.map(({ number }) => number)).size).toBe(1_050);
});

test('every manner is there, those who come back most', () => {
  const plan = planBuyers(1_000, 7);
  const count = (wanted: string) => plan.filter(({ manner }) => manner === wanted).length;
  for (const manner of manners) expect(count(manner)).toBeGreaterThan(30);
  expect(count('returns')).toBeGreaterThan(400);
});
