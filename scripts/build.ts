// `npm run build`: everything that PM2 runs and Studio, into build/; `-- site` or `-- studio` one of them. Does nothing when no
// source has changed since the last time.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, glob, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { ensureStudioBuilt } from './build/build-studio.ts';
import { holdLock } from './build/lock.ts';
import { runCommand } from './checks/run-command.ts';
import { projectDir } from './stack/project.ts';

const serverFolders = ['core', 'platform', 'server', 'scaling', 'stand-ins'];
const settings = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'vite.config.ts'];
const fingerprintFile = join(projectDir, 'build/.fingerprint');

/** Builds what has changed; returns whether that was anything. Two at a time wait for each other. */
export async function ensureBuilt(progress: (message: string) => void = () => {}): Promise<boolean> {
  return await holdLock(join(projectDir, 'node_modules/.cache/foyer-build.lock'), async () => {
    const fingerprint = await computeFingerprint();
    if ((await readFile(fingerprintFile, 'utf8').catch(() => '')) === fingerprint) return false;
    const startedAt = performance.now();
    progress('building ...');
    await rm(fingerprintFile, { force: true });
    // Both to their end, so that nothing still writes to build/ once the lock is free.
    const results = await Promise.allSettled([buildServer(), buildSite()]);
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
    if (failures[0]) throw failures[0];
    await writeFile(fingerprintFile, fingerprint);
    progress(`built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    return true;
  });
}

async function listFiles(folders: string[]): Promise<string[]> {
  const files: string[] = [];
  const entries = glob(`{${folders.join(',')}}/**/*`, { cwd: projectDir, withFileTypes: true });
  for await (const entry of entries) {
    if (entry.isFile()) files.push(join(entry.parentPath, entry.name).slice(projectDir.length + 1));
  }
  return files.sort();
}

async function computeFingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const sources = (await listFiles(['app', ...serverFolders])).filter((file) => !/\.test\.tsx?$/.test(file));
  for (const file of [...settings, ...sources]) {
    if (!existsSync(join(projectDir, file))) continue;
    hash.update(`${file}\0`);
    hash.update(await readFile(join(projectDir, file)));
  }
  return hash.digest('hex');
}

/** tsc turns .ts into .js in the same tree; what else the programs read (scripts in Lua, seed documents) goes beside it. */
async function buildServer(): Promise<void> {
  const startedAt = Date.now();
  await requireSuccess(
    runCommand('tsc', ['-p', 'tsconfig.build.json', '--pretty']),
    'The server could not be compiled',
  );
  for (const file of await listFiles(serverFolders)) {
    if (/\.(tsx?|md)$/.test(file)) continue;
    const target = join(projectDir, 'build', file);
    await mkdir(dirname(target), { recursive: true });
    await cp(join(projectDir, file), target);
  }
  // Only what no source stands behind any more: running workers may still be reading the rest.
  for (const file of await listFiles(serverFolders.map((folder) => `build/${folder}`))) {
    const source = file.replace(/^build\//, '').replace(/\.js(\.map)?$/, '.ts');
    const hasSource =
      existsSync(join(projectDir, source)) || existsSync(join(projectDir, file.replace(/^build\//, '')));
    const info = await stat(join(projectDir, file));
    if (!hasSource && info.mtimeMs < startedAt) await rm(join(projectDir, file));
  }
}

async function buildSite(): Promise<void> {
  if (!existsSync(join(projectDir, 'app/root.tsx'))) return;
  const exitCode = runCommand('remix', ['vite:build', '--logLevel', 'warn'], { NODE_ENV: 'production' });
  await requireSuccess(exitCode, 'The site could not be built');
}

async function requireSuccess(exitCode: Promise<number>, complaint: string): Promise<void> {
  if ((await exitCode) !== 0) throw new Error(`${complaint}; the reason is above.`);
}

if (import.meta.main) {
  try {
    const wanted = process.argv[2];
    const isNew = [
      wanted !== 'studio' && (await ensureBuilt(console.log)),
      wanted !== 'site' && (await ensureStudioBuilt(console.log)),
    ];
    if (!isNew.includes(true)) console.log('build/ is up to date');
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
