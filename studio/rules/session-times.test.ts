import { expect, test } from 'vitest';
import { describeRoomOverlap, findDatesProblem, findDayProblem, findEndProblem, findOverlap } from './session-times.ts';

const at = (time: string) => `2027-06-17T${time}:00.000Z`;
const other = { title: 'Low water', startsAt: at('10:00'), endsAt: at('10:45') };

test.each([
  ['before it, up to its first minute', '09:00', '10:00', null],
  ['right after it', '10:45', '11:00', null],
  ['over its beginning', '09:30', '10:01', other],
  ['over its end', '10:44', '11:30', other],
  ['within it', '10:10', '10:20', other],
  ['around it', '09:00', '12:00', other],
])('a session %s', (_where, from, to, found) => {
  expect(findOverlap(at(from), at(to), [other])).toBe(found);
});

test('times are compared as instants, however they are written', () => {
  expect(findOverlap('2027-06-17T12:10:00+02:00', '2027-06-17T12:20:00+02:00', [other])).toBe(other);
  expect(findEndProblem('2027-06-17T12:00:00+02:00', at('10:30'))).toBeNull();
});

test('a session with no or impossible times is in nobody’s way', () => {
  expect(findOverlap(undefined, at('11:00'), [other])).toBeNull();
  expect(findOverlap(at('11:00'), at('10:00'), [other])).toBeNull();
});

test('the words name the room, the other session and its time where it takes place', () => {
  expect(describeRoomOverlap('Main hall', other, 'Europe/Lisbon')).toBe(
    'Main hall is taken then by “Low water” (17 Jun 2027, 11:00 to 17 Jun 2027, 11:45). Choose another room or time.',
  );
});

test('a session ends after it begins', () => {
  expect(findEndProblem(at('10:00'), at('10:30'))).toBeNull();
  expect(findEndProblem(at('10:00'), at('10:00'))).toContain('the moment it begins');
  expect(findEndProblem(at('10:00'), at('09:30'))).toContain('before it begins');
  expect(findEndProblem(undefined, at('09:30'))).toBeNull();
});

test('the last day is not before the first', () => {
  expect(findDatesProblem('2027-06-17', '2027-06-17')).toBeNull();
  expect(findDatesProblem('2027-06-17', '2027-06-16')).toContain('before');
  expect(findDatesProblem('2027-06-17', undefined)).toBeNull();
});

test('a day is that of the venue', () => {
  const event = { startsOn: '2027-06-17', endsOn: '2027-06-18', timeZone: 'Asia/Tokyo' };
  expect(findDayProblem('2027-06-16T15:30:00Z', event)).toBeNull();
  expect(findDayProblem('2027-06-16T14:30:00Z', event)).toContain('begins on 2027-06-17; this is on 2027-06-16');
  expect(findDayProblem('2027-06-18T15:30:00Z', event)).toContain('ends on 2027-06-18; this is on 2027-06-19');
  expect(findDayProblem('2027-06-18T15:30:00Z', null)).toBeNull();
});
