import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { projectDir } from '../../scripts/stack/project.ts';
import { patternOf, type Tests } from './case-model.ts';

export type TestResult = { file: string; name: string; status: string; failures: string[] };
export type TestRun = {
  results: TestResult[];
  /** What a test file said that could not even be loaded. */
  unloaded: string[];
};

type Report = {
  testResults: {
    name: string;
    message: string;
    assertionResults: { title: string; status: string; failureMessages: string[] }[];
  }[];
};

/** One hung test takes 30 s; a mutant that hangs them all is not worth waiting for. */
const patienceMs = 240_000;

/** Runs test files of the tree in `treeDir`, of them only `only` where that is given, and resolves with how each test ended. */
export async function runTests({
  treeDir,
  files,
  only,
  signal,
}: {
  treeDir: string;
  files: string[];
  only?: Tests[];
  signal: AbortSignal;
}): Promise<TestRun> {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-money-cases-'));
  const report = join(folder, 'report.json');
  const names = only?.flatMap((tests) => tests.names).map(patternOf);
  const args = ['run', '--root', treeDir, '--reporter=json', `--outputFile=${report}`, ...files];
  if (names) args.push('--testNamePattern', names.join('|'));
  try {
    const said = await runVitest(args, treeDir, signal);
    const text = await readFile(report, 'utf8').catch(() => '');
    if (!text) throw new Error(`vitest left no report about ${files.join(', ')}: ${said.slice(-500)}`);
    return readReport(JSON.parse(text) as Report, treeDir);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Resolves with what it said, once it and everything it started has ended. */
function runVitest(args: string[], cwd: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const vitest = join(projectDir, 'node_modules/vitest/vitest.mjs');
    // A group of its own, so that no Redis of a test outlives an end that comes early.
    const child = spawn(process.execPath, [vitest, ...args], {
      cwd,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    const end = () => {
      try {
        if (child.pid) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // All of it has ended by itself.
      }
    };
    const timer = setTimeout(end, patienceMs);
    signal.addEventListener('abort', end, { once: true });
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      end();
      if (signal.aborted) reject(signal.reason);
      else resolve(said);
    });
  });
}

function readReport({ testResults }: Report, treeDir: string): TestRun {
  return {
    results: testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ title, status, failureMessages }) => ({
        file: relative(treeDir, name),
        name: title,
        status,
        failures: failureMessages,
      })),
    ),
    unloaded: testResults.flatMap(({ message, assertionResults }) => (assertionResults.length === 0 ? [message] : [])),
  };
}

/** The results of those tests of `file` that stand there as `name`. */
export function resultsOf({ results }: TestRun, file: string, name: string): TestResult[] {
  const pattern = new RegExp(`^${patternOf(name)}$`);
  return results.filter((result) => result.file === file && pattern.test(result.name));
}
