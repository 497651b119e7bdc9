import type { Session } from '../../core/conference.ts';
import { SessionTime, SpeakerNames } from './session-facts.tsx';

/** A session in a list or a grid. The whole card leads to it; the title is the link's name. */
export function SessionCard({
  session,
  timeZone,
  showRoom,
  headingLevel: Heading,
}: {
  session: Session;
  timeZone: string;
  showRoom: boolean;
  headingLevel: 'h3' | 'h4' | 'p';
}) {
  return (
    <article className="session-card" lang={session.language ?? undefined}>
      <p className="session-card__facts" lang="en">
        <SessionTime session={session} timeZone={timeZone} />
        {showRoom && session.room ? <span> · {session.room.name}</span> : null}
      </p>
      <Heading className="session-card__title" dir="auto">
        <a href={`/programme/${session.slug}`}>{session.title}</a>
      </Heading>
      <p className="session-card__people">
        <SpeakerNames speakers={session.speakers} />
      </p>
      {session.track ? (
        <p className="session-card__track" lang="en">
          {session.track.name}
        </p>
      ) : null}
    </article>
  );
}
