import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { projectDir } from '../../scripts/stack/project.ts';

/** What the tests of money read. No build: sources run as they are, and a mutant must not be built into anything. */
const copied = [
  'core',
  'platform',
  'server',
  'stand-ins',
  'scripts',
  'proofs',
  'tests',
  'package.json',
  'tsconfig.json',
];

/** Copies the sources into `treeDir`, so that they can be broken there; the packages are linked. */
export async function copyTree(treeDir: string): Promise<void> {
  for (const name of [...copied, 'vitest.config.ts']) {
    await cp(join(projectDir, name), join(treeDir, name), {
      recursive: true,
      filter: (source) => !relative(projectDir, source).split('/').includes('node_modules'),
    });
  }
  // A folder of its own with a link for each package: what vitest keeps in it stays here.
  const packages = join(treeDir, 'node_modules');
  await mkdir(packages);
  for (const name of await readdir(join(projectDir, 'node_modules'))) {
    if (name.startsWith('.') && name !== '.bin') continue;
    await symlink(join(projectDir, 'node_modules', name), join(packages, name));
  }
}
