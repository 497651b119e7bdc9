import { expect, test } from 'vitest';
import { countSeatsTaken, describeOffer, describeStub, findCapacityProblem, type OfferedTicket } from './seats.ts';

const types = [
  { id: 'standard', quotaIds: ['main'] },
  { id: 'with-workshop', quotaIds: ['main', 'workshop'] },
];
const offer = (id: string, remaining: number, held = 0): OfferedTicket => ({
  id,
  name: id,
  status: 'available',
  remaining,
  held,
});

test('what is sold follows from a ticket type that takes its seats from this quota alone', () => {
  expect(countSeatsTaken('main', 300, types, [offer('standard', 90, 10)])).toEqual({ sold: 200, held: 10 });
});

test('where every ticket type has another quota too, nothing is claimed', () => {
  expect(countSeatsTaken('workshop', 40, types, [offer('with-workshop', 3)])).toBeNull();
  expect(countSeatsTaken('main', 300, types, [])).toBeNull();
});

test('a capacity below what is sold is refused, one that is just enough is not', () => {
  const taken = { sold: 200, held: 10 };
  expect(findCapacityProblem(199, taken)).toContain('200 seats of this quota are sold');
  expect(findCapacityProblem(200, taken)).toBeNull();
  expect(findCapacityProblem(undefined, taken)).toBeNull();
  expect(findCapacityProblem(0, null)).toBeNull();
});

test('each state of a sale has words', () => {
  expect(describeOffer(offer('standard', 7))).toBe('on sale');
  expect(describeOffer({ ...offer('standard', 0), status: 'sold_out' })).toBe('sold out');
});

test('a row of a list has two words for it', () => {
  expect(describeStub(offer('standard', 7))).toEqual(['7', 'left']);
  expect(describeStub(offer('standard', 12_345))).toEqual(['12.3K', 'left']);
  expect(describeStub({ ...offer('standard', 0), status: 'not_yet' })).toEqual(['not', 'yet']);
});
