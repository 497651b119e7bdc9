import type { Session } from '../../core/conference.ts';
import { formatOffset, formatTime } from '../../core/zoned-time.ts';

/** `11:00–11:45`, and with its offset where it stands alone. */
export function SessionTime({
  session,
  timeZone,
  withOffset = false,
}: {
  session: Session;
  timeZone: string;
  withOffset?: boolean;
}) {
  return (
    <span className="session-time">
      <time dateTime={session.startsAt}>{formatTime(session.startsAt, timeZone)}</time>–
      <time dateTime={session.endsAt}>{formatTime(session.endsAt, timeZone)}</time>
      {withOffset ? <span className="offset"> {formatOffset(session.startsAt, timeZone)}</span> : null}
    </span>
  );
}

const languageNames = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' });

/** `en` -> `English`; what no browser would know stays as the organizer wrote it. */
export function nameLanguage(tag: string): string {
  try {
    return languageNames.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

export function SpeakerNames({ speakers }: { speakers: Session['speakers'] }) {
  if (speakers.length === 0) return null;
  return (
    <span className="speaker-names">
      {speakers.map((speaker, index) => (
        <span key={speaker.id}>
          {index > 0 ? ', ' : ''}
          <bdi>{speaker.name}</bdi>
        </span>
      ))}
    </span>
  );
}
