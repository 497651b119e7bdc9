import type { Grid } from '../../../core/programme/grid.ts';
import { formatTime } from '../../../core/zoned-time.ts';
import { SessionCard } from '../../components/session-card.tsx';

/** A day at a desk: time down, rooms across. Narrow screens get the list beside it instead. */
export function DayGrid({ grid, dayName, timeZone }: { grid: Grid; dayName: string; timeZone: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: many rooms scroll sideways, and the keyboard must be able to
    <section className="day-grid" aria-label={`${dayName}, by room`} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col" className="day-grid__corner">
              Time
            </th>
            {grid.rooms.map((room) => (
              <th key={room.id} scope="col">
                {room.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {grid.rows.map((row) => (
            <tr key={row.startsAt}>
              <th scope="row">
                <time dateTime={row.startsAt}>{formatTime(row.startsAt, timeZone)}</time>
              </th>
              {row.cells.map((cell) => (
                <td
                  key={cell.roomId}
                  rowSpan={cell.rowSpan}
                  className={cell.sessions.length === 0 ? 'is-free' : undefined}
                >
                  {cell.sessions.map((session) => (
                    <SessionCard
                      key={session.id}
                      session={session}
                      timeZone={timeZone}
                      showRoom={false}
                      headingLevel="p"
                    />
                  ))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
