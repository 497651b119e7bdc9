import { expect, test } from 'vitest';
import { describeCurve, toCurve } from './summary.ts';

test('the curve is what was confirmed until then, less what was cancelled', () => {
  const perDay = [
    { date: '2027-05-01', confirmed: 4, cancelled: 0 },
    { date: '2027-05-02', confirmed: 0, cancelled: 0 },
    { date: '2027-05-03', confirmed: 3, cancelled: 5 },
  ];
  expect(toCurve(perDay).map(({ places }) => places)).toEqual([4, 4, 2]);
  expect(toCurve([])).toEqual([]);
});

test('the curve in words, a single day too', () => {
  const curve = [
    { date: '2027-06-01', places: 4 },
    { date: '2027-06-17', places: 120 },
  ];
  expect(describeCurve(curve)).toBe('From 4 on 1 Jun 2027 to 120 on 17 Jun 2027');
  expect(describeCurve(curve.slice(0, 1))).toBe('4 on 1 Jun 2027');
});
