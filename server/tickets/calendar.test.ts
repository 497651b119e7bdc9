import { expect, test } from 'vitest';
import type { Conference, Programme } from '../../core/conference.ts';
import { conference, order } from '../../core/orders/example-order.ts';
import { type CalendarRequest, renderCalendar } from './calendar.ts';

const session = (startsAt: string, endsAt: string) => ({ startsAt, endsAt }) as Programme['sessions'][number];
const programme: Programme = {
  sessions: [
    session('2027-05-21T07:00:00Z', '2027-05-21T16:30:00Z'),
    session('2027-05-20T08:00:00Z', '2027-05-20T09:00:00Z'),
  ],
  speakers: [],
  rooms: [],
  tracks: [],
};
const url = 'https://foyer.example/orders/K7Q2ABCDEF?s=signature-of-the-order';
const render = (change: Partial<CalendarRequest> = {}) =>
  renderCalendar({ order, conference, programme, url, registrationIds: ['K7Q2ABCDEF-1', 'K7Q2ABCDEF-2'], ...change });
/** Long lines are folded; a reader puts them together again. */
const unfold = (text: string) => text.replaceAll('\r\n ', '').split('\r\n');

test('runs from the first session to the last, by the clock of the conference', () => {
  const lines = unfold(render());
  expect(lines).toContain('DTSTART;TZID=Europe/Lisbon:20270520T090000');
  expect(lines).toContain('DTEND;TZID=Europe/Lisbon:20270521T173000');
  expect(lines).toContain(`DTSTAMP:${'20270101T120000Z'}`);
});

test('carries the rules of its zone, once', () => {
  const lines = unfold(render());
  expect(lines.filter((line) => line === 'BEGIN:VTIMEZONE')).toHaveLength(1);
  expect(lines).toContain('TZID:Europe/Lisbon');
  expect(lines).toContain('RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU');
});

test('is whole days while nobody knows the programme, the last day included', () => {
  const lines = unfold(render({ programme: { ...programme, sessions: [] } }));
  expect(lines).toContain('DTSTART;VALUE=DATE:20270520');
  expect(lines).toContain('DTEND;VALUE=DATE:20270523');
});

test('one ticket is named in the title; several are counted there and named below', () => {
  const one = unfold(render({ registrationIds: ['K7Q2ABCDEF-2'] }));
  expect(one).toContain('SUMMARY:Days of Type: Workshop');
  expect(one).toContain('UID:K7Q2ABCDEF-2@foyer.example');
  const all = unfold(render());
  expect(all).toContain('SUMMARY:Days of Type: 2 tickets');
  expect(all).toContain('UID:K7Q2ABCDEF@foyer.example');
  expect(all.find((line) => line.startsWith('DESCRIPTION'))).toBe(
    `DESCRIPTION:Conference\\, Zoë Ångström (K7Q2ABCDEF-1)\\nWorkshop\\, علي حسن (K7Q2ABCDEF-2)\\n\\n${url}`,
  );
});

test('no name can end a line and begin another property', () => {
  const evil = 'X\r\nATTENDEE:mailto:evil@example.org\nBEGIN:VALARM';
  const lines = unfold(
    render({
      conference: { ...conference, name: evil, venue: { name: evil, address: evil, directions: [] } } as Conference,
      order: {
        ...order,
        lines: order.lines.map((line) => ({ ...line, name: evil })),
        registrations: order.registrations.map((one) => ({ ...one, attendee: { name: evil, email: null } })),
      },
    }),
  );
  expect(lines.filter((line) => /^(ATTENDEE|BEGIN:VALARM)/.test(line))).toEqual([]);
  expect(lines.every((line) => !/[\r\n]/.test(line))).toBe(true);
});

test('every line is short enough and ends with CRLF', () => {
  const text = render();
  expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
});
