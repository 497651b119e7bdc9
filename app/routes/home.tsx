import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { describeOffer } from '../../core/orders/availability-words.ts';
import { groupByDay } from '../../core/programme/days.ts';
import { toPlainText } from '../../core/rich-text.ts';
import { formatDateRange, formatDay, formatOffset, formatTime } from '../../core/zoned-time.ts';
import { Arches } from '../components/arches.tsx';
import { People } from '../components/people.tsx';
import { RichText } from '../components/rich-text.tsx';
import { Sponsors } from '../components/sponsors.tsx';
import { createMeta } from '../page-meta.ts';

const speakersShown = 8;

export async function loader({ context }: LoaderFunctionArgs) {
  const [conference, programme, sponsors, availability] = await Promise.all([
    context.content.getConference(),
    context.content.getProgramme(),
    context.content.getSponsors(),
    // The front page stands without the ticket desk.
    context.orders.getAvailability().catch(() => null),
  ]);
  const { timeZone } = conference;
  const buyable = (availability?.ticketTypes ?? []).filter(
    (ticket) =>
      availability &&
      describeOffer(ticket, { timeZone, sellsPaidTickets: context.orders.sellsPaidTickets, ...availability }).buyable,
  );
  return {
    conference,
    sponsors,
    dates: formatDateRange(conference.startsOn, conference.endsOn),
    description: toPlainText(conference.description),
    sessionCount: programme.sessions.length,
    speakerCount: programme.speakers.length,
    speakers: programme.speakers
      .slice(0, speakersShown)
      .map(({ id, slug, name, portrait }) => ({ id, slug, name, portrait })),
    days: groupByDay(programme.sessions, timeZone).map(({ date, sessions }) => ({
      date,
      name: formatDay(date),
      count: sessions.length,
      from: formatTime(sessions[0]?.startsAt ?? date, timeZone),
      offset: formatOffset(sessions[0]?.startsAt ?? date, timeZone),
    })),
    ticketWords: availability === null ? null : describeTickets(buyable),
  };
}

/** What stands beside the button: whether there is something to be had. */
function describeTickets(buyable: { remaining: number; priceCents: number }[]): string {
  if (buyable.length === 0) return 'Nothing is on sale at this moment; see what will be.';
  const left = Math.max(...buyable.map((ticket) => ticket.remaining));
  const free = buyable.some((ticket) => ticket.priceCents === 0) ? 'Free tickets' : 'Tickets';
  return left <= 20 ? `${free} are available: ${left} left.` : `${free} are available.`;
}

export const meta: MetaFunction<typeof loader> = (args) => createMeta(args, { description: args.data?.description });

export default function Home() {
  const { conference, dates, days, speakers, sponsors, sessionCount, speakerCount, ticketWords } =
    useLoaderData<typeof loader>();
  return (
    <>
      <section className="hero">
        <div className="hero__words">
          <p className="eyebrow">
            <time dateTime={conference.startsOn}>{dates}</time>
            {conference.venue ? <> · {conference.venue.name}</> : null}
          </p>
          <h1 dir="auto">{conference.name}</h1>
          {conference.tagline ? <p className="lead">{conference.tagline}</p> : null}
          <p className="hero__actions">
            <a className="button" href="/tickets">
              See the tickets
            </a>
            {sessionCount > 0 ? (
              <a className="button button--quiet" href="/programme">
                Read the programme
              </a>
            ) : null}
          </p>
          {ticketWords ? <p className="hero__note">{ticketWords}</p> : null}
        </div>
        <Arches />
      </section>

      {conference.description.length > 0 ? (
        <section className="band" aria-labelledby="about">
          <h2 id="about">What it is</h2>
          <RichText value={conference.description} />
        </section>
      ) : null}

      {days.length > 0 ? (
        <section className="band" aria-labelledby="days">
          <h2 id="days">The programme</h2>
          <ul className="day-cards">
            {days.map((day) => (
              <li key={day.date}>
                <a className="day-card" href={`/programme?day=${day.date}`}>
                  <span className="day-card__name">{day.name}</span>
                  <span className="day-card__facts">
                    {day.count === 1 ? '1 session' : `${day.count} sessions`}, from {day.from} {day.offset}
                  </span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      ) : null}

      {speakers.length > 0 ? (
        <section className="band" aria-labelledby="people">
          <h2 id="people">Who speaks</h2>
          <People speakers={speakers} />
          <p>
            <a href="/speakers">{speakerCount === 1 ? 'More about them' : `All ${speakerCount} speakers`}</a>
          </p>
        </section>
      ) : null}

      <Sponsors sponsors={sponsors} />
    </>
  );
}
