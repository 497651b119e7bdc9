import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runQuietly } from '../checks/run-command.ts';
import { projectDir } from '../stack/project.ts';

export const contentTypesFile = join(projectDir, 'server/content/content-types.ts');
const studioDir = join(projectDir, 'studio');

/** The text that content-types.ts should have. Needs Studio's packages; its settings are in studio/sanity.cli.ts. */
export async function generateContentTypes(): Promise<string> {
  await runSanity('schema', 'extract', '--path', '.sanity/schema.json', '--enforce-required-fields', '--force');
  await runSanity('typegen', 'generate');
  const generated = await readFile(join(studioDir, '.sanity/content-types.ts'), 'utf8');
  return `// biome-ignore-all format lint assist: written by \`npm run content:types\`.\n${generated}`;
}

async function runSanity(...args: string[]): Promise<void> {
  // No telemetry, no look for newer versions.
  const env = { DO_NOT_TRACK: '1', CI: '1' };
  const { exitCode, output } = await runQuietly(process.execPath, ['node_modules/sanity/bin/sanity', ...args], {
    cwd: studioDir,
    env,
  });
  if (exitCode !== 0) throw new Error(`sanity ${args.join(' ')} failed:\n${output}`);
}
