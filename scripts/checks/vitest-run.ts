import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { type Counts, countOne, nothing } from './counts.ts';
import { runCommand } from './run-command.ts';

type VitestReport = {
  success: boolean;
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
};

const linesOfAFailure = 12;

const isFailed = ({ status }: { status: string }) => status === 'failed';

/** A file that does not load, or whose preparations fail, has no failed test, nor has an error outside of every test: each counts as one. */
export function countReport(report: VitestReport, exitCode: number): Counts {
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some(isFailed),
  );
  const failed = report.numFailedTests + broken.length;
  const failures = [
    ...broken.map(({ name, message }) => describeFailure(name, 'the file, or what its tests need', message)),
    ...report.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(isFailed)
        .map(({ fullName, failureMessages }) => describeFailure(name, fullName, failureMessages.join('\n'))),
    ),
  ];
  const isOutside = failed === 0 && (exitCode !== 0 || !report.success);
  return {
    passed: report.numPassedTests,
    failed: isOutside ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: isOutside ? ['an error outside of every test; vitest printed it above'] : failures,
  };
}

function describeFailure(file: string, test: string, message: string): string {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.includes('node_modules'))
    .slice(0, linesOfAFailure);
  return [`${relative(process.cwd(), file)} > ${test}`, ...lines.map((line) => `    ${line}`)].join('\n');
}

/** Runs one project of vitest.config.ts. */
export async function runVitest(project: string): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-vitest-'));
  const file = join(folder, 'report.json');
  try {
    const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const exitCode = await runCommand('vitest', args);
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text === null) return exitCode === 0 ? nothing : countOne('vitest itself, before any test', false);
    return countReport(JSON.parse(text) as VitestReport, exitCode);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
