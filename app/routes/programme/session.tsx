import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { conferenceDayOf } from '../../../core/programme/days.ts';
import { excerpt, toPlainText } from '../../../core/rich-text.ts';
import { formatDay } from '../../../core/zoned-time.ts';
import { People } from '../../components/people.tsx';
import { RichText } from '../../components/rich-text.tsx';
import { nameLanguage, SessionTime } from '../../components/session-facts.tsx';
import { createMeta } from '../../page-meta.ts';
import { notFound } from '../../refusals.ts';

export async function loader({ params, context }: LoaderFunctionArgs) {
  const [conference, programme] = await Promise.all([context.content.getConference(), context.content.getProgramme()]);
  const session = programme.sessions.find((candidate) => candidate.slug === params.slug);
  if (!session) {
    throw notFound({
      title: 'We cannot find that session',
      text: 'It may have moved or been taken out of the programme.',
      link: { href: '/programme', label: 'See the programme' },
    });
  }
  const day = conferenceDayOf(session, conference.timeZone);
  return { session, timeZone: conference.timeZone, day, dayName: formatDay(day) };
}

export const meta: MetaFunction<typeof loader> = (args) => {
  const session = args.data?.session;
  return createMeta(args, {
    title: session?.title,
    description: session ? excerpt(session.subtitle ?? toPlainText(session.abstract), 200) : undefined,
  });
};

export default function SessionPage() {
  const { session, timeZone, day, dayName } = useLoaderData<typeof loader>();
  const language = session.language ?? undefined;
  return (
    <article className="session">
      <p className="back">
        <a href={`/programme?day=${day}`}>Programme of {dayName}</a>
      </p>
      <header className="session__head">
        {session.track ? <p className="eyebrow">{session.track.name}</p> : null}
        <h1 dir="auto" lang={language}>
          {session.title}
        </h1>
        {session.subtitle ? (
          <p className="lead" dir="auto" lang={language}>
            {session.subtitle}
          </p>
        ) : null}
      </header>
      <dl className="facts">
        <div>
          <dt>When</dt>
          <dd>
            {dayName}, <SessionTime session={session} timeZone={timeZone} withOffset />
          </dd>
        </div>
        {session.room ? (
          <div>
            <dt>Where</dt>
            <dd>{session.room.name}</dd>
          </div>
        ) : null}
        {session.kind ? (
          <div>
            <dt>What</dt>
            <dd className="capitalized">{session.kind}</dd>
          </div>
        ) : null}
        {session.language ? (
          <div>
            <dt>Language</dt>
            <dd>{nameLanguage(session.language)}</dd>
          </div>
        ) : null}
      </dl>
      <div lang={language}>
        <RichText value={session.abstract} />
        <RichText value={session.description} />
      </div>
      {session.speakers.length > 0 ? (
        <section aria-labelledby="speakers">
          <h2 id="speakers">{session.speakers.length === 1 ? 'Who speaks' : 'Who speak'}</h2>
          <People speakers={session.speakers} />
        </section>
      ) : null}
      {session.links.length > 0 ? (
        <section aria-labelledby="links">
          <h2 id="links">To read on</h2>
          <ul>
            {session.links.map((link) => (
              <li key={link.url}>
                <a href={link.url} rel="noreferrer">
                  {link.title}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <aside className="next-step" aria-label="Take part">
        <p>Would you like to be there?</p>
        <a className="button" href="/tickets">
          See the tickets
        </a>
      </aside>
    </article>
  );
}
