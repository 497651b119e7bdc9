/** UTC milliseconds, or ISO 8601. */
export type Instant = number | string;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Building a formatter costs a hundred times what using it does. */
function formatFor(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone, ...options });
    formats.set(key, format);
  }
  return format;
}

/** The calendar date in the zone: `2026-05-21`. */
export function toZonedDate(instant: Instant, timeZone: string): string {
  const parts = formatFor(timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(
    new Date(instant),
  );
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** `14:32` */
export function formatTime(instant: Instant, timeZone: string): string {
  return formatFor(timeZone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(instant));
}

/** `UTC+2`, `UTC-3:30`, `UTC`: unlike `CEST` it can be read anywhere. */
export function formatOffset(instant: Instant, timeZone: string): string {
  const parts = formatFor(timeZone, { timeZoneName: 'shortOffset' }).formatToParts(new Date(instant));
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  return name.replace('GMT', 'UTC').replace('-', '−').replace(/\+0$/, '');
}

/** `Thursday 21 May 2026` */
export function formatDay(date: string): string {
  const format = formatFor('UTC', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  return format.format(new Date(`${date}T00:00:00Z`)).replace(',', '');
}

/** `Thu 21 May` */
export function formatShortDay(date: string): string {
  const format = formatFor('UTC', { weekday: 'short', day: 'numeric', month: 'short' });
  return format.format(new Date(`${date}T00:00:00Z`)).replace(',', '');
}

/** `21 – 23 May 2026`, `30 May – 2 June 2026`, `21 May 2026` */
export function formatDateRange(startsOn: string, endsOn: string): string {
  const format = formatFor('UTC', { day: 'numeric', month: 'long', year: 'numeric' });
  const range = format.formatRange(new Date(`${startsOn}T00:00:00Z`), new Date(`${endsOn}T00:00:00Z`));
  // A line may break at the thin spaces around its dash and after the dash itself, which tears the dates apart.
  return range.replaceAll('\u2009', '\u202f').replaceAll('–', '–\u2060');
}

/** When something ends or begins, as near as it needs to be: `14:32 (UTC+2)` today, `Thursday 21 May 2026, 14:32 (UTC+2)` otherwise. */
export function formatMoment(instant: Instant, timeZone: string, now: Instant): string {
  const time = `${formatTime(instant, timeZone)} (${formatOffset(instant, timeZone)})`;
  const date = toZonedDate(instant, timeZone);
  return date === toZonedDate(now, timeZone) ? time : `${formatDay(date)}, ${time}`;
}

/** When a day begins in the zone (UTC ms); where a clock change skips midnight, the moment it skips to. */
export function findMidnight(date: string, timeZone: string): number {
  const utc = Date.parse(`${date}T00:00:00Z`);
  const quarterMs = 15 * 60_000;
  // No zone is farther than 14 hours from UTC, and all differ from it by whole quarters of an hour.
  for (let at = utc - 14 * 4 * quarterMs; at <= utc + 14 * 4 * quarterMs; at += quarterMs)
    if (toZonedDate(at, timeZone) === date) return at;
  return utc;
}
