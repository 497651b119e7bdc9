import { relative } from 'node:path';
import type { ProgrammeType } from '../../core/programme/programme-documents.ts';
import { zoneOf } from '../../core/programme/programme-documents.ts';
import type { Problem, Schedule } from '../../core/programme/schedule.ts';
import { type Decision, type KeptReason, type Outcome, typeOrder } from './plan-import.ts';

const plurals: Record<ProgrammeType, string> = {
  event: 'event',
  room: 'rooms',
  track: 'tracks',
  speaker: 'people',
  session: 'sessions',
};
const columns: Outcome[] = ['created', 'changed', 'unchanged', 'removed', 'kept'];
const keptReasons: Record<KeptReason, string> = {
  'incomplete file': 'some entries of the file could not be read, so what it lacks may be among them',
  edited: 'somebody has edited them here',
  referenced: 'something that stays points at them',
};

/** What an import did, as a person reads it in a terminal. */
export function formatImport(input: {
  schedule: Schedule;
  decisions: Decision[];
  file: string;
  target: string;
}): string[] {
  const { schedule, decisions, file, target } = input;
  const count = (type: ProgrammeType, outcome: Outcome) =>
    decisions.filter((decision) => decision.type === type && decision.outcome === outcome).length;
  const rows = typeOrder.map((type) => [plurals[type], ...columns.map((outcome) => count(type, outcome))]);
  const total = columns.map((outcome) => typeOrder.reduce((sum, type) => sum + count(type, outcome), 0));
  const shown = columns.map((outcome, index) =>
    outcome === 'removed' || outcome === 'kept' ? total[index] !== 0 : true,
  );
  const format = ([head, ...cells]: (string | number)[]) =>
    `  ${String(head).padEnd(9)}${cells.flatMap((cell, index) => (shown[index] ? [String(cell).padStart(11)] : [])).join('')}`;
  return [
    `${schedule.name ?? file}: ${schedule.sessions.length} sessions, ${schedule.people.length} people -> ${target}`,
    format(['', ...columns]),
    ...rows.map(format),
    format(['total', ...total]),
    ...explainGone(decisions),
    ...explainZone(schedule),
  ];
}

/** One line each, with its place first, as a compiler would say it. */
export function formatProblems(problems: Problem[], file: string): string[] {
  if (problems.length === 0) return [];
  const name = relative(process.cwd(), file).startsWith('..') ? file : relative(process.cwd(), file) || file;
  return [
    `${problems.length === 1 ? 'One entry was' : `${problems.length} entries were`} not taken:`,
    ...problems.map(({ path, line, what, reason }) => `  ${name}:${line ?? 1}: ${what}: ${reason} (${path})`),
  ];
}

function explainGone(decisions: Decision[]): string[] {
  const removed = decisions.filter(({ outcome }) => outcome === 'removed').length;
  const lines = removed > 0 ? [`${removed} documents that the file does not have were removed.`] : [];
  for (const [reason, words] of Object.entries(keptReasons)) {
    const kept = decisions.filter((decision) => decision.reason === reason);
    if (kept.length === 0) continue;
    lines.push(`${kept.length} that the file does not have were kept, as ${words}.`);
    if (reason !== 'incomplete file') lines.push(...kept.map(({ id, label }) => `  ${label} (${id})`));
  }
  return lines;
}

function explainZone({ timeZone, utcOffset }: Schedule): string[] {
  if (timeZone) return [];
  return [
    `The file names no time zone that is known: unless the event has one already, times are shown in ${zoneOf(utcOffset) ?? 'none'}.`,
  ];
}
