import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { groupByDay } from '../../../core/programme/days.ts';
import { filterSessions, parseFilter } from '../../../core/programme/filter.ts';
import { buildGrid } from '../../../core/programme/grid.ts';
import { formatDay, formatOffset, formatShortDay } from '../../../core/zoned-time.ts';
import { createMeta } from '../../page-meta.ts';
import { DayGrid } from './day-grid.tsx';
import { DayList } from './day-list.tsx';
import { ProgrammeForm } from './programme-form.tsx';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const [conference, programme] = await Promise.all([context.content.getConference(), context.content.getProgramme()]);
  const { timeZone } = conference;
  const filter = parseFilter(new URL(request.url).searchParams);
  const found = filterSessions(programme, filter, timeZone);
  // A grid of a few hits is mostly holes: it is for whole days.
  const isWholeDay = !filter.q && !filter.room && !filter.track;
  return {
    filter,
    timeZone,
    total: programme.sessions.length,
    foundCount: found.length,
    choices: {
      days: groupByDay(programme.sessions, timeZone).map(({ date }) => ({
        value: date,
        label: formatDay(date),
        short: formatShortDay(date),
      })),
      rooms: programme.rooms.map(({ slug, name }) => ({ value: slug, label: name })),
      tracks: programme.tracks.map(({ slug, name }) => ({ value: slug, label: name })),
    },
    days: groupByDay(found, timeZone).map((day) => ({
      date: day.date,
      name: formatDay(day.date),
      offset: formatOffset(day.sessions[0]?.startsAt ?? day.date, timeZone),
      sessions: day.sessions.map(({ abstract: _abstract, description: _description, links: _links, ...card }) => ({
        ...card,
        abstract: [],
        description: [],
        links: [],
      })),
      grid: isWholeDay ? buildGrid(day.sessions, programme.rooms) : null,
    })),
  };
}

export const meta: MetaFunction<typeof loader> = (args) =>
  createMeta(args, { title: 'Programme', description: 'Every session by day, room and track.' });

export default function ProgrammePage() {
  const { filter, choices, days, foundCount, total, timeZone } = useLoaderData<typeof loader>();
  const isFiltered = Object.values(filter).some(Boolean);
  return (
    <>
      <h1>Programme</h1>
      {total === 0 ? (
        <p className="lead">The programme is still being made. Come back soon.</p>
      ) : (
        <>
          <ProgrammeForm filter={filter} choices={choices} />
          <p className="result-line" role="status">
            {isFiltered ? `${foundCount} of ${total} sessions.` : `${total} sessions.`} Times are in{' '}
            {timeZone.replace('_', ' ')}.
            {isFiltered ? (
              <>
                {' '}
                <a href="/programme">Show all</a>
              </>
            ) : null}
          </p>
        </>
      )}
      {total > 0 && foundCount === 0 ? (
        <div className="empty">
          <h2>Nothing matches</h2>
          <p>Try fewer or other words, or another day, room or track.</p>
        </div>
      ) : null}
      {days.map((day) => (
        <section key={day.date} className="day" aria-labelledby={`day-${day.date}`}>
          <h2 id={`day-${day.date}`} className="day__name">
            <time dateTime={day.date}>{day.name}</time> <span className="offset">{day.offset}</span>
          </h2>
          {day.grid && day.grid.rooms.length > 1 ? (
            <DayGrid grid={day.grid} dayName={day.name} timeZone={timeZone} />
          ) : null}
          <DayList
            sessions={day.sessions}
            timeZone={timeZone}
            isBesideGrid={day.grid !== null && day.grid.rooms.length > 1}
          />
        </section>
      ))}
    </>
  );
}
