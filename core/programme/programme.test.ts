import { expect, test } from 'vitest';
import type { Programme, Room, Session } from '../conference.ts';
import { groupByDay, groupByStart } from './days.ts';
import { filterSessions, parseFilter } from './filter.ts';
import { buildGrid } from './grid.ts';

const hall: Room = { id: 'hall', slug: 'hall', name: 'Hall' };
const loft: Room = { id: 'loft', slug: 'loft', name: 'Loft' };
const craft = { id: 'craft', slug: 'craft', name: 'Craft' };

function session(id: string, startsAt: string, endsAt: string, more: Partial<Session> = {}): Session {
  return {
    id,
    slug: id,
    title: id,
    subtitle: null,
    kind: null,
    language: null,
    startsAt: `2026-05-${startsAt}:00Z`,
    endsAt: `2026-05-${endsAt}:00Z`,
    room: hall,
    track: null,
    speakers: [],
    abstract: [],
    description: [],
    links: [],
    ...more,
  };
}

const opening = session('opening', '21T08:00', '21T09:00');
const lights = session('lights', '21T08:00', '21T10:00', { room: loft, track: craft });
const doors = session('doors', '21T09:00', '21T10:00', {
  speakers: [{ id: 'zoe', slug: 'zoe', name: 'Zoë Ångström', portrait: null }],
});
const night = session('night', '21T23:30', '22T00:30');
const all = [opening, lights, doors, night];
const programme: Programme = { sessions: all, speakers: [], rooms: [hall, loft], tracks: [craft] };
const find = (query: string) =>
  filterSessions(programme, parseFilter(new URLSearchParams(query)), 'Europe/Berlin').map((found) => found.id);

test('a session after midnight belongs to the evening before', () => {
  expect(groupByDay(all, 'Europe/Berlin').map((day) => [day.date, day.sessions.length])).toEqual([['2026-05-21', 4]]);
});

test('what starts together stands together', () => {
  expect(groupByStart(all).map((group) => group.sessions.length)).toEqual([2, 1, 1]);
});

test('filters combine, and words are found without their accents', () => {
  expect(find('')).toEqual(['opening', 'lights', 'doors', 'night']);
  expect(find('room=loft')).toEqual(['lights']);
  expect(find('track=craft&room=hall')).toEqual([]);
  expect(find('q=ANGSTROM+doors')).toEqual(['doors']);
  expect(find('q=angstrom+opening')).toEqual([]);
  expect(find('day=2026-05-22')).toEqual([]);
});

test('a grid covers every row of every room exactly once', () => {
  const grid = buildGrid(all, [hall, loft]);
  expect(grid?.rooms.map((room) => room.id)).toEqual(['hall', 'loft']);
  expect(grid?.rows.map((row) => row.cells.map((cell) => [cell.roomId, cell.rowSpan, cell.sessions.length]))).toEqual([
    [
      ['hall', 1, 1],
      ['loft', 2, 1],
    ],
    [['hall', 1, 1]],
    [
      ['hall', 1, 1],
      ['loft', 1, 0],
    ],
  ]);
});

test('overlapping sessions in one room share a cell', () => {
  const late = session('late', '21T08:30', '21T09:30');
  const grid = buildGrid([opening, late, doors], [hall]);
  expect(grid?.rows[0]?.cells).toEqual([{ roomId: 'hall', rowSpan: 3, sessions: [opening, late, doors] }]);
});

test('a session without a room asks for a list instead', () => {
  expect(buildGrid([session('walk', '21T08:00', '21T09:00', { room: null })], [hall])).toBeNull();
});
