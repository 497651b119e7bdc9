import { TZDate } from '@date-fns/tz';
import ical, { ICalCalendarMethod } from 'ical-generator';
import { tzlib_get_ical_block } from 'timezones-ical-library';
import type { Conference, Programme } from '../../core/conference.ts';
import type { Order } from '../../core/orders/order.ts';

export type CalendarRequest = {
  order: Order;
  /** Whose ticket the entry is about; all of them where it is the buyer's. */
  registrationIds: string[];
  conference: Conference;
  programme: Programme;
  /** The order's own page for the buyer, the site for everybody else: the order's link is the right to cancel it. */
  url: string;
};

/**
 * The conference as one calendar entry, from its first session to its last, in its own zone and with that zone's rules: a
 * calendar in another zone shows the right hour even where its own rules are older. The same ticket is always the same entry.
 */
export function renderCalendar({ order, registrationIds, conference, programme, url }: CalendarRequest): string {
  const { timeZone } = conference;
  const calendar = ical({ method: ICalCalendarMethod.PUBLISH, prodId: '//Foyer//Tickets//EN' });
  // The zone is the entry's and not the calendar's: with one of its own, DTSTAMP would lose its Z and not be UTC any more.
  calendar.timezone({ name: null, generator: (zone) => [tzlib_get_ical_block(zone)].flat()[0] ?? null });

  const mine = order.registrations.filter(({ id }) => registrationIds.includes(id));
  const tickets = mine.map(({ id, ticketTypeId, attendee }) => {
    const type = order.lines.find((line) => line.ticketTypeId === ticketTypeId)?.name ?? 'Ticket';
    return { id, type, holder: attendee?.name };
  });
  const [first] = tickets;
  const subject = tickets.length === 1 ? first?.type : `${tickets.length} tickets`;
  const { start, end, allDay } = findSpan(conference, programme);
  calendar.createEvent({
    id: `${tickets.length === 1 ? first?.id : order.id}@${new URL(url).hostname}`,
    start,
    end,
    allDay,
    timezone: timeZone,
    // The time it was confirmed, so that the same ticket is the same file.
    stamp: new Date(order.confirmedAt ?? order.createdAt),
    summary: oneLine(`${conference.name}: ${subject}`),
    description: [
      ...tickets.map(({ id, type, holder }) => oneLine(`${type}${holder ? `, ${holder}` : ''} (${id})`)),
      '',
      url,
    ].join('\n'),
    location: conference.venue ? oneLine(`${conference.venue.name}, ${conference.venue.address}`) : null,
    url,
  });
  return `${calendar.toString()}\r\n`;
}

/** From the first session of the programme to its last; whole days while the programme is empty. */
function findSpan({ startsOn, endsOn, timeZone }: Conference, { sessions }: Programme) {
  // A plain Date would be written with this process's own hours.
  const at = (instant: number) => new TZDate(instant, timeZone);
  const starts = sessions.map((session) => Date.parse(session.startsAt));
  const ends = sessions.map((session) => Date.parse(session.endsAt));
  if (starts.length > 0) return { start: at(Math.min(...starts)), end: at(Math.max(...ends)), allDay: false };
  const midnight = (date: string, days: number) => {
    const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
    return new TZDate(year, month - 1, day + days, timeZone);
  };
  // The day after the last: an end is the first moment that no longer belongs to it.
  return { start: midnight(startsOn, 0), end: midnight(endsOn, 1), allDay: true };
}

function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}
