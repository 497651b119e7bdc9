import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Counts, nothing } from './counts.ts';
import { runCommand } from './run-command.ts';

type VitestReport = {
  success: boolean;
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
};

/** A file that fails to load has no tests in it to count, and an error outside of every test fails none: both count as one. */
export function countReport(report: VitestReport, exitCode: number): Counts {
  const unloadable = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const failed = report.numFailedTests + unloadable.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && (exitCode !== 0 || !report.success) ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Runs one project of vitest.config.ts. */
export async function runVitest(project: string): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-vitest-'));
  const file = join(folder, 'report.json');
  try {
    const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const exitCode = await runCommand('vitest', args);
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text === null) return { ...nothing, failed: exitCode === 0 ? 0 : 1 };
    return countReport(JSON.parse(text) as VitestReport, exitCode);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
