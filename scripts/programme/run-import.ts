import { readFile, stat } from 'node:fs/promises';
import { NotASchedule, parseSchedule } from '../../core/programme/parse-schedule.ts';
import { toProgrammeDocuments } from '../../core/programme/programme-documents.ts';
import { hidesEntries } from '../../core/programme/schedule.ts';
import type { ContentConfig } from '../../server/config.ts';
import { createSanityClient } from '../../server/content/create-sanity-client.ts';
import { ConflictError, createContentStore } from './content-store.ts';
import { explainFailure, nameTarget } from './failures.ts';
import { formatImport, formatProblems } from './format-import.ts';
import { type Decision, planImport } from './plan-import.ts';

/** 0: everything in the file was taken. 1: some of it was not, the rest is imported. 2: nothing was done, or not all. */
export type ExitStatus = 0 | 1 | 2;

const maxFileBytes = 50 * 1024 ** 2;
const maxTries = 5;

/** Throws one plain sentence where nothing could be imported. `print` gets the report, line by line. */
export async function runImport(
  file: string,
  readTarget: () => ContentConfig,
  print: (line: string) => void,
): Promise<ExitStatus> {
  const { schedule, problems } = await readSchedule(file);
  const problemLines = formatProblems(problems, file);
  if (schedule.sessions.length === 0) {
    for (const line of problemLines) print(line);
    throw new Error(`${file} holds no session that could be taken. Nothing was imported.`);
  }
  const target = readTarget();
  const decisions = await bring(toProgrammeDocuments(schedule), target, !problems.some(hidesEntries));
  for (const line of formatImport({ schedule, decisions, file, target: nameTarget(target) })) print(line);
  for (const line of problemLines) print(line);
  return problems.length === 0 ? 0 : 1;
}

async function readSchedule(file: string) {
  try {
    const { size } = await stat(file);
    if (size > maxFileBytes)
      throw new NotASchedule(`it has ${size} bytes, more than the ${maxFileBytes} that are taken`);
    return parseSchedule(await readFile(file, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      ENOENT: 'there is no such file',
      EISDIR: 'it is a folder',
      EACCES: 'it may not be read',
    };
    const reason = error instanceof NotASchedule ? error.message : (reasons[code ?? ''] ?? (error as Error).message);
    throw new Error(`${file} cannot be imported: ${reason}. Nothing was imported.`);
  }
}

/** Reads, plans and writes; once more from the start where somebody else wrote meanwhile. */
async function bring(
  wanted: ReturnType<typeof toProgrammeDocuments>,
  target: ContentConfig,
  isComplete: boolean,
): Promise<Decision[]> {
  const client = createSanityClient(target).withConfig({ useCdn: false, perspective: 'raw', timeout: 60_000 });
  const store = createContentStore(client);
  let written = 0;
  for (let tries = 1; ; tries++) {
    try {
      const { stored, record } = await store.read(wanted.map(({ _id }) => _id));
      const plan = planImport({ wanted, stored, record, isComplete });
      const steps = plan.decisions.flatMap(({ step }) => (step ? [step] : []));
      const isRecordNew = JSON.stringify([...plan.record]) !== JSON.stringify([...record]);
      await store.write(steps, isRecordNew ? plan.record : null, (count) => {
        written = count;
      });
      return plan.decisions;
    } catch (error) {
      if (error instanceof ConflictError && tries < maxTries) continue;
      throw explainFailure(error, target, written);
    }
  }
}
