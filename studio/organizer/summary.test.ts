import { expect, test } from 'vitest';
import { toCurve } from './summary.ts';

test('the curve is what was confirmed until then, less what was cancelled', () => {
  const perDay = [
    { date: '2027-05-01', confirmed: 4, cancelled: 0 },
    { date: '2027-05-02', confirmed: 0, cancelled: 0 },
    { date: '2027-05-03', confirmed: 3, cancelled: 5 },
  ];
  expect(toCurve(perDay).map(({ places }) => places)).toEqual([4, 4, 2]);
  expect(toCurve([])).toEqual([]);
});
