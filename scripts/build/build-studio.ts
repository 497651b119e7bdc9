import { createHash } from 'node:crypto';
import { glob, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { runQuietly } from '../checks/run-command.ts';
import { projectDir } from '../stack/project.ts';
import { holdLock } from './lock.ts';
import { cleanStudioPage, cleanStudioStyles } from './studio-page.ts';

const studioDir = join(projectDir, 'studio');
const target = join(projectDir, 'build/studio');
const fingerprintFile = join(target, '.fingerprint');

/** Builds Studio where its sources have changed; returns whether it did. It has a lock of its own: it may run beside the site's build. */
export async function ensureStudioBuilt(progress: (message: string) => void = () => {}): Promise<boolean> {
  return await holdLock(join(projectDir, 'node_modules/.cache/foyer-studio-build.lock'), async () => {
    const fingerprint = await computeFingerprint();
    if ((await readFile(fingerprintFile, 'utf8').catch(() => '')) === fingerprint) return false;
    const startedAt = performance.now();
    progress('building Studio ...');
    // Aside: a Studio that is being served stays whole until the new one is.
    const aside = `${target}.new`;
    await rm(aside, { recursive: true, force: true });
    await mkdir(aside, { recursive: true });
    await buildWithSanity(aside);
    const { html, scripts } = cleanStudioPage(await readFile(join(aside, 'index.html'), 'utf8'));
    for (const { name, text } of scripts) await writeFile(join(aside, 'static', name), text);
    for (const name of await readdir(join(aside, 'static'))) {
      if (!name.endsWith('.css')) continue;
      const file = join(aside, 'static', name);
      await writeFile(file, cleanStudioStyles(await readFile(file, 'utf8')));
    }
    await writeFile(join(aside, 'index.html'), html);
    await writeFile(join(aside, '.fingerprint'), fingerprint);
    await rm(target, { recursive: true, force: true });
    await rename(aside, target);
    progress(`built Studio in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    return true;
  });
}

async function buildWithSanity(outDir: string): Promise<void> {
  const { exitCode, output } = await runQuietly(
    process.execPath,
    ['node_modules/sanity/bin/sanity', 'build', '--yes', outDir],
    // No telemetry, no look for newer versions.
    { cwd: studioDir, env: { NODE_ENV: 'production', DO_NOT_TRACK: '1', CI: '1' } },
  );
  if (exitCode !== 0) throw new Error(`Studio could not be built:\n${output}`);
}

async function computeFingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const own = glob('studio/**/*', {
    cwd: projectDir,
    withFileTypes: true,
    exclude: (entry) => entry.name === 'node_modules' || entry.name === '.sanity' || entry.name === 'dist',
  });
  const files = ['scripts/build/studio-page.ts'];
  for await (const entry of own) {
    if (entry.isFile() && !/\.test\.tsx?$/.test(entry.name)) {
      files.push(join(entry.parentPath, entry.name).slice(projectDir.length + 1));
    }
  }
  for (const file of files.sort()) {
    hash.update(`${file}\0`);
    hash.update(await readFile(join(projectDir, file)));
  }
  return hash.digest('hex');
}
