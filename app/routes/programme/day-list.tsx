import type { Session } from '../../../core/conference.ts';
import { groupByStart } from '../../../core/programme/days.ts';
import { formatTime } from '../../../core/zoned-time.ts';
import { SessionCard } from '../../components/session-card.tsx';

/** A day from top to bottom. `isBesideGrid`: wide screens show the grid instead. */
export function DayList({
  sessions,
  timeZone,
  isBesideGrid,
}: {
  sessions: Session[];
  timeZone: string;
  isBesideGrid: boolean;
}) {
  return (
    <ol className={isBesideGrid ? 'day-list day-list--narrow' : 'day-list'}>
      {groupByStart(sessions).map((group) => (
        <li key={group.startsAt} className="day-list__slot">
          <p className="day-list__time">
            <time dateTime={group.startsAt}>{formatTime(group.startsAt, timeZone)}</time>
          </p>
          <div className="day-list__sessions">
            {group.sessions.map((session) => (
              <SessionCard key={session.id} session={session} timeZone={timeZone} showRoom headingLevel="h3" />
            ))}
          </div>
        </li>
      ))}
    </ol>
  );
}
