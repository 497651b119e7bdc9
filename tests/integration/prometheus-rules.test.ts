import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFreePorts } from '../../scripts/stack/ports.ts';
import { projectDir, requireProgram } from '../../scripts/stack/project.ts';
import { writePrometheusFiles } from '../../scripts/stack/prometheus-files.ts';

// The machine's own, and a newer one beside it where PROMTOOL_3 says where that is.
const promtools = [requireProgram('promtool'), process.env.PROMTOOL_3].filter((path) => path !== undefined);
const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foyer-rules-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(promtools)('%s', (promtool) => {
  test.each(globSync('prometheus/tests/*.test.yml', { cwd: projectDir }).sort())('%s holds', async (file) => {
    const { stdout } = await run(promtool, ['test', 'rules', join(projectDir, file)]);
    expect(stdout).toContain('SUCCESS');
  });

  test.each([undefined, 1])(
    "finds nothing wrong with the local stack's configuration (every %s s)",
    async (seconds) => {
      const dataDir = join(folder, `every-${seconds}`);
      await writePrometheusFiles(dataDir, {
        ports: await findFreePorts(2),
        webInstances: 2,
        hasWorkerModule: true,
        everySeconds: seconds,
      });
      const { stdout } = await run(promtool, [
        'check',
        'config',
        '--lint-fatal',
        join(dataDir, 'prometheus/prometheus.yml'),
      ]);
      expect(stdout).toContain('7 rule files found');
      const text = await readFile(join(dataDir, 'prometheus/prometheus.yml'), 'utf8');
      expect(text).toContain(`scrape_interval: ${seconds ?? 15}s`);
    },
  );

  test('finds nothing wrong with the rules as containers use them', async () => {
    const files = globSync('prometheus/rules/*.yml', { cwd: projectDir });
    await run(promtool, ['check', 'rules', '--lint-fatal', ...files.map((file) => join(projectDir, file))]);
  });

  // The control: these tests are worth what they notice.
  test.each([
    ['> 0.05', '> 0.5', 'alerts-site'],
    ['for: 2m', 'for: 20m', 'alerts-site'],
    ['or vector(0)', '', 'alerts-site'],
    ['> 120', '> 12000', 'alerts-scaling'],
    ['unless on (loop)', 'and on (loop)', 'alerts-scaling'],
    ['absent(foyer_last_recount_timestamp_seconds)', 'vector(0) > 1', 'alerts-registrations'],
    ['> 900', '> 9000', 'alerts-registrations'],
    ['> 300\n        for', '> 3000\n        for', 'alerts-registrations'],
    ['> 172800', '> 1728000', 'alerts-registrations', 'alerts-registrations-days'],
  ])('notices %s turned into "%s" in %s', async (right, wrong, name, tests = name) => {
    const copy = await mkdtemp(join(folder, 'broken-'));
    await cp(join(projectDir, 'prometheus'), copy, { recursive: true });
    const file = join(copy, `rules/${name}.yml`);
    const text = await readFile(file, 'utf8');
    expect(text).toContain(right);
    await writeFile(file, text.replace(right, wrong));
    const tested = run(promtool, ['test', 'rules', join(copy, `tests/${tests}.test.yml`)]);
    // It ran, and something else came out than expected; a file that cannot be read would say neither.
    await expect(tested).rejects.toMatchObject({ stderr: expect.stringMatching(/exp:[\s\S]*got:/) });
  });
});
