import { type Expected, entriesOf, type RawEntry, type RawFile, readExpected } from './expected.ts';

/** What the import's line about it must hold: `:12: `, words, and the path in brackets. */
export type Breakage = { place: string; reason: string; path: string };
export type BrokenFile = { text: string; breakages: Breakage[]; expected: Expected };

/** Each takes one thing from an otherwise good entry; the words are what the import must say of it. */
const ways: { reason: string; spoil: (entry: RawEntry) => unknown }[] = [
  { reason: 'it has no title', spoil: (entry) => ({ ...entry, title: ' ' }) },
  { reason: 'its title is not text', spoil: (entry) => ({ ...entry, title: 42 }) },
  { reason: 'it has no date', spoil: (entry) => ({ ...entry, date: null }) },
  { reason: 'is on a day that there is not', spoil: (entry) => ({ ...entry, date: '2027-02-30T10:00:00+01:00' }) },
  { reason: 'is not hours and minutes', spoil: (entry) => ({ ...entry, duration: 'an hour' }) },
  { reason: 'it has no guid and no id', spoil: (entry) => ({ ...entry, guid: null, id: null }) },
  { reason: 'it is not an object', spoil: () => 'broken-entry' },
];

export const attack = `<script>document.title = 'taken over'</script> & "quotes"`;

/**
 * The file as another conference's, its first entries each broken in another way and the next one's title an attack. What
 * stands in each broken entry is marked, so that its line can be told by looking for the mark.
 */
export function breakFile(source: string): BrokenFile {
  const file = JSON.parse(source) as RawFile;
  file.schedule.conference.title = 'Another Conference';
  const all = entriesOf(file);
  // Other ids, so that nothing of this is there already.
  for (const [index, { list, index: at, entry }] of all.entries()) {
    list[at] = {
      marker: `entry-${index}`,
      ...entry,
      guid: `11111111-0000-4000-8000-${String(index).padStart(12, '0')}`,
    };
  }
  const attacked = all[ways.length];
  if (!attacked) throw new Error(`The file must have more than ${ways.length} sessions.`);
  attacked.list[attacked.index] = { ...(attacked.list[attacked.index] as RawEntry), title: attack };
  for (const [index, { spoil }] of ways.entries()) {
    const target = all[index];
    if (target) target.list[target.index] = spoil(target.list[target.index] as RawEntry);
  }
  const text = JSON.stringify(file, null, 2);
  const lines = text.split('\n');
  const lineOf = (quoted: string) => lines.findIndex((line) => line.includes(quoted)) + 1;
  const breakages = ways.map(({ reason }, index) => {
    // An entry's place is its opening brace, the line before its mark.
    const marked = lineOf(`"marker": "entry-${index}"`);
    const line = marked === 0 ? lineOf('"broken-entry"') : marked - 1;
    return { place: `:${line}: `, reason, path: `(${all[index]?.path})` };
  });
  const good = entriesOf(file)
    .map(({ entry }) => entry)
    .slice(ways.length);
  return { text, breakages, expected: readExpected('Another Conference', good) };
}
