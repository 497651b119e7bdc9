/** Readers for single values of a schedule file. Each throws a `Refusal` whose message completes "it was left out because". */
export class Refusal extends Error {}

export const maxTextLength = 100_000;
export const maxTitleLength = 300;

/** Text or nothing; blank counts as nothing. */
export function text(fields: Record<string, unknown>, name: string, maxLength = maxTextLength): string | null {
  const value = fields[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw new Refusal(`its ${name} is not text`);
  if (value.length > maxLength) {
    throw new Refusal(`its ${name} has ${value.length} characters, more than the ${maxLength} that are taken`);
  }
  // Control characters would travel unseen into pages, mails and other programs' files.
  return value.replace(/(?![\n\r\t])\p{Cc}/gu, '').trim() || null;
}

/** A stable key: `guid` before `id`, since an id counts up from one in every conference. */
export function key(fields: Record<string, unknown>): string | null {
  for (const name of ['guid', 'id', 'code']) {
    const value = fields[name];
    const known = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
    if (typeof known === 'string' && /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/.test(known)) return known.toLowerCase();
  }
  return null;
}

const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

export function startsAt(fields: Record<string, unknown>): Date {
  const value = fields.date;
  if (value === undefined || value === null || value === '') throw new Refusal('it has no date');
  if (typeof value === 'string' && instantPattern.test(value) && !date(value)) {
    throw new Refusal(`its date ${quote(value)} is on a day that there is not`);
  }
  if (typeof value !== 'string' || !instantPattern.test(value) || Number.isNaN(Date.parse(value))) {
    throw new Refusal(`its date ${quote(value)} is not a time with an offset, like 2027-06-17T09:30:00+01:00`);
  }
  return new Date(value);
}

const minuteMs = 60_000;
const maxDurationMs = 7 * 24 * 60 * minuteMs;

/** `00:45`, or `1:02:30` with days in front. */
export function durationMs(fields: Record<string, unknown>): number {
  const value = fields.duration;
  if (value === undefined || value === null || value === '') throw new Refusal('it has no duration');
  const parts = typeof value === 'string' ? /^(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)$/.exec(value) : null;
  const [, days, hours, minutes] = parts ?? [];
  const length = ((Number(days ?? 0) * 24 + Number(hours)) * 60 + Number(minutes)) * minuteMs;
  if (!(length > 0)) throw new Refusal(`its duration ${quote(value)} is not hours and minutes, like 00:45`);
  if (length > maxDurationMs) throw new Refusal(`its duration ${quote(value)} is longer than a week`);
  return length;
}

export function language(value: string | null): string | null {
  if (!value) return null;
  try {
    return Intl.getCanonicalLocales(value.replace('_', '-'))[0] ?? null;
  } catch {
    return null;
  }
}

/** A date out of `2027-06-17` or a longer time; `null` where there is none. */
export function date(value: unknown): string | null {
  const day = typeof value === 'string' ? value.slice(0, 10) : '';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) return null;
  // Date.parse makes 2 March of 30 February.
  return new Date(day).toISOString().startsWith(day) ? day : null;
}

/** `+02:00` of a session's date. */
export function utcOffset(fields: Record<string, unknown>): string | null {
  const [, sign, hours, minutes] = /([+-])(\d{2}):?(\d{2})$/.exec(String(fields.date)) ?? [];
  return sign ? `${sign}${hours}:${minutes}` : String(fields.date).endsWith('Z') ? '+00:00' : null;
}

export const quote = (value: unknown): string => {
  const shown = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
  return `"${shown.slice(0, 60)}${shown.length > 60 ? '…' : ''}"`;
};
