import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Stack } from '../scripts/stack/start-stack.ts';
import { parseContentConfig } from '../server/config.ts';
import { createSanityClient } from '../server/content/create-sanity-client.ts';
import { attack, breakFile } from './programme/break-file.ts';
import { type Expected, entriesOf, type RawFile, readExpected } from './programme/expected.ts';
import { createReader } from './programme/read-site.ts';
import { type Proof, require } from './proof.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const ownProgramme = here('../stand-ins/seed/programme.schedule.json');
/** What is published may take this long to be seen by everybody. */
const patienceMs = 5_000;

export default {
  claim:
    'A real schedule file, imported, is the programme that the site shows, to the last session and person; again, it changes nothing; its broken entries are named and cost no other.',
  seconds: 45,

  async run({ args, print, startStack, makeFolder }) {
    const file = args[0] ? resolve(args[0]) : ownProgramme;
    const source = await readFile(file, 'utf8');
    const raw = JSON.parse(source) as RawFile;
    const expected = readExpected(
      raw.schedule.conference.title.trim(),
      entriesOf(raw).map(({ entry }) => entry),
    );
    const stack = await startStack({ env: { TRUSTED_PROXIES: '127.0.0.1' } });
    const site = createReader(stack.baseUrl);

    const broken = breakFile(source);
    const brokenFile = join(await makeFolder(), 'broken.schedule.json');
    await writeFile(brokenFile, broken.text);
    const first = await importFile(stack, brokenFile);
    require(first.status === 1, `a file with broken entries ended with ${first.status} instead of 1: ${first.out}`);
    for (const { place, path, reason } of broken.breakages) {
      const line = first.out.split('\n').find((each) => each.includes(path));
      require(line !== undefined, `the import did not name ${path}, where ${reason}`);
      require(line.includes(place) && line.includes(reason), `expected ${place}...${reason}, the import says ${line}`);
    }
    const good = await waitUntilShown(site, broken.expected);
    print(
      `broken file: ${broken.breakages.length} entries named with line and path, exit status 1; the site shows the other ${broken.expected.sessions.length} sessions and nothing else (${good})`,
    );
    const attacked = await fetch(`${stack.baseUrl}/programme?q=taken`).then((response) => response.text());
    require(!attacked.includes(attack) && attacked.includes('&lt;script&gt;'), 'a title with markup is not escaped');

    const whole = await importFile(stack, file);
    require(whole.status === 0, `the import ended with ${whole.status}: ${whole.out}${whole.err}`);
    const shownAfter = await waitUntilShown(site, expected);
    print(
      `${expected.name}: ${expected.sessions.length} sessions, ${expected.people.length} people in the file; imported`,
    );
    const { pages } = await site.findDifferences(expected);
    print(
      `the site: each with a page of its own that answers 200 with its title, time and people, ${pages} pages (${shownAfter})`,
    );
    await requireSameInApi(stack, expected);
    print(`/api/programme: the same`);

    const before = await readRevisions(stack);
    const again = await importFile(stack, file);
    require(again.status === 0, `the second import ended with ${again.status}: ${again.out}${again.err}`);
    const [created, changed, unchanged] = totalsOf(again.out);
    require(created === 0 && changed === 0, `the second import says ${created} created, ${changed} changed`);
    require(before === (await readRevisions(stack)), 'the second import says that it changed nothing, and did');
    print(`imported again: ${created} created, ${changed} changed, ${unchanged} unchanged, every revision as before`);

    print('control: one session taken away and one person renamed behind the import');
    await tamper(stack);
    const seen = await waitFor(async () => {
      const { differences } = await site.findDifferences(expected);
      return differences.length >= 3 ? differences : null;
    });
    require(seen !== null, 'the comparison does not see that the site shows something else');
    print(
      `  the same comparison finds ${seen.length} differences, among them: ${seen.find((each) => each.startsWith('session'))}`,
    );
    const healed = await importFile(stack, file);
    const [createdAgain, changedAgain] = totalsOf(healed.out);
    require(createdAgain === 1 &&
      changedAgain === 1, `the import mended ${createdAgain} + ${changedAgain} instead of 1 + 1`);
    print(
      `  imported once more: ${createdAgain} created, ${changedAgain} changed, and all is as before (${await waitUntilShown(site, expected)})`,
    );
  },
} satisfies Proof;

async function importFile(stack: Stack, file: string): Promise<{ status: number; out: string; err: string }> {
  const { LAKE_URL, LAKE_TOKEN } = stack.env;
  const env = { NODE_ENV: 'test' as const, LAKE_URL, LAKE_TOKEN };
  const run = promisify(execFile)(process.execPath, [here('../scripts/import-programme.ts'), file], { env });
  return await run.then(
    ({ stdout, stderr }) => ({ status: 0, out: stdout, err: stderr }),
    ({ code, stdout, stderr }) => ({ status: Number(code), out: stdout, err: stderr }),
  );
}

const totalsOf = (out: string): number[] => (/^ *total +(.*)$/m.exec(out)?.[1] ?? '').trim().split(/ +/).map(Number);

/** Looks again and again; what is not there for a look that began after the patience was over is not there. */
async function waitFor<T>(look: (afterMs: number) => Promise<T | null>): Promise<T | null> {
  const startedAt = performance.now();
  for (;;) {
    const afterMs = performance.now() - startedAt;
    const seen = await look(afterMs);
    if (seen !== null || afterMs > patienceMs) return seen;
  }
}

/** Answers with the look that found everything; throws with the first difference that is left. */
async function waitUntilShown(site: ReturnType<typeof createReader>, expected: Expected): Promise<string> {
  let left: string[] = [];
  const shownAfterMs = await waitFor(async (afterMs) => {
    left = (await site.findDifferences(expected)).differences;
    return left.length === 0 ? afterMs : null;
  });
  require(shownAfterMs !== null, `${left.length} differences, the first: ${left[0]}`);
  return `a look begun ${(shownAfterMs / 1000).toFixed(1)} s after the import`;
}

async function requireSameInApi(stack: Stack, expected: Expected): Promise<void> {
  const answer = await fetch(`${stack.baseUrl}/api/programme`);
  const { conference, sessions, speakers } = (await answer.json()) as {
    conference: { name: string };
    sessions: { title: string }[];
    speakers: { name: string }[];
  };
  const differs =
    conference.name !== expected.name ||
    sortedText(sessions.map(({ title }) => title)) !== sortedText(expected.sessions.map(({ title }) => title)) ||
    sortedText(speakers.map(({ name }) => name)) !== sortedText(expected.people);
  require(!differs, `/api/programme says ${conference.name}, ${sessions.length} sessions, ${speakers.length} people`);
}

const sortedText = (texts: string[]): string => JSON.stringify(texts.toSorted());

const connect = (stack: Stack) => createSanityClient(parseContentConfig(stack.env)).withConfig({ perspective: 'raw' });

async function readRevisions(stack: Stack): Promise<string> {
  return JSON.stringify(await connect(stack).fetch('*[]|order(_id){_id, _rev}'));
}

async function tamper(stack: Stack): Promise<void> {
  const client = connect(stack);
  const [session] = await client.fetch<string[]>('*[_type == "session"]|order(startsAt)[0..0]._id');
  const [person] = await client.fetch<string[]>('*[_type == "speaker"]|order(name)[0..0]._id');
  require(Boolean(session && person), 'the lake holds no session or no person');
  await client
    .transaction()
    .delete(session as string)
    .patch(person as string, { set: { name: 'Somebody Else' } })
    .commit();
}
