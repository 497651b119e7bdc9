import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { conferenceDayOf } from '../../../core/programme/days.ts';
import { toPlainText } from '../../../core/rich-text.ts';
import { formatDay } from '../../../core/zoned-time.ts';
import { Portrait } from '../../components/portrait.tsx';
import { RichText } from '../../components/rich-text.tsx';
import { SessionCard } from '../../components/session-card.tsx';
import { createMeta } from '../../page-meta.ts';
import { notFound } from '../../refusals.ts';

export async function loader({ params, context }: LoaderFunctionArgs) {
  const [conference, programme] = await Promise.all([context.content.getConference(), context.content.getProgramme()]);
  const speaker = programme.speakers.find((candidate) => candidate.slug === params.slug);
  if (!speaker) {
    throw notFound({
      title: 'We cannot find that speaker',
      text: 'The programme may have changed.',
      link: { href: '/speakers', label: 'See all speakers' },
    });
  }
  const { timeZone } = conference;
  const sessions = programme.sessions
    .filter((session) => session.speakers.some(({ id }) => id === speaker.id))
    .map((session) => ({ session, dayName: formatDay(conferenceDayOf(session, timeZone)) }));
  return { speaker, sessions, timeZone };
}

export const meta: MetaFunction<typeof loader> = (args) =>
  createMeta(args, {
    title: args.data?.speaker.name,
    description: args.data && (toPlainText(args.data.speaker.biography) || args.data.speaker.role || undefined),
  });

export default function SpeakerPage() {
  const { speaker, sessions, timeZone } = useLoaderData<typeof loader>();
  return (
    <article className="speaker">
      <p className="back">
        <a href="/speakers">All speakers</a>
      </p>
      <header className="speaker__head">
        <Portrait speaker={speaker} size="large" />
        <div>
          <h1 dir="auto">{speaker.name}</h1>
          {speaker.role ? <p className="lead">{speaker.role}</p> : null}
        </div>
      </header>
      <RichText value={speaker.biography} />
      {sessions.length > 0 ? (
        <section aria-labelledby="sessions">
          <h2 id="sessions">On the programme</h2>
          <ul className="session-list">
            {sessions.map(({ session, dayName }) => (
              <li key={session.id}>
                <p className="session-list__day">{dayName}</p>
                <SessionCard session={session} timeZone={timeZone} showRoom headingLevel="h3" />
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </article>
  );
}
