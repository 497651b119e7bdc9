import { expect, test } from 'vitest';
import {
  findMidnight,
  formatDateRange,
  formatDay,
  formatMoment,
  formatOffset,
  formatTime,
  toZonedDate,
} from './zoned-time.ts';

const lateEvening = '2026-05-21T22:30:00Z';

test('a date belongs to the zone, not to UTC', () => {
  expect(toZonedDate(lateEvening, 'Europe/Berlin')).toBe('2026-05-22');
  expect(toZonedDate(lateEvening, 'America/New_York')).toBe('2026-05-21');
});

test('midnight is 00:00, never 24:00', () => {
  expect(formatTime('2026-05-21T22:00:00Z', 'Europe/Berlin')).toBe('00:00');
});

test.each([
  ['Europe/Berlin', '2026-05-21T10:00:00Z', 'UTC+2'],
  ['Europe/Berlin', '2026-12-21T10:00:00Z', 'UTC+1'],
  ['Asia/Kolkata', '2026-05-21T10:00:00Z', 'UTC+5:30'],
  ['America/New_York', '2026-05-21T10:00:00Z', 'UTC−4'],
  ['UTC', '2026-05-21T10:00:00Z', 'UTC'],
])('%s at %s is %s', (zone, instant, offset) => {
  expect(formatOffset(instant, zone)).toBe(offset);
});

test('days and ranges are written out', () => {
  expect(formatDay('2026-05-21')).toBe('Thursday 21 May 2026');
  expect(formatDateRange('2026-05-21', '2026-05-21')).toBe('21 May 2026');
  expect(formatDateRange('2026-05-30', '2026-06-02')).toBe('30 May\u202f–\u2060\u202f2 June 2026');
});

test('a moment today needs no date', () => {
  expect(formatMoment('2026-05-21T12:32:00Z', 'Europe/Berlin', '2026-05-21T08:00:00Z')).toBe('14:32 (UTC+2)');
  expect(formatMoment('2026-05-22T12:32:00Z', 'Europe/Berlin', '2026-05-21T08:00:00Z')).toBe(
    'Friday 22 May 2026, 14:32 (UTC+2)',
  );
});

test.each([
  ['2027-06-17', 'Europe/Lisbon', '2027-06-16T23:00:00.000Z'],
  ['2027-01-01', 'UTC', '2027-01-01T00:00:00.000Z'],
  ['2027-01-01', 'Asia/Kathmandu', '2026-12-31T18:15:00.000Z'],
  ['2027-01-01', 'Pacific/Kiritimati', '2026-12-31T10:00:00.000Z'],
  ['2027-01-01', 'America/Los_Angeles', '2027-01-01T08:00:00.000Z'],
])('%s begins in %s at %s', (date, timeZone, instant) => {
  expect(new Date(findMidnight(date, timeZone)).toISOString()).toBe(instant);
});
