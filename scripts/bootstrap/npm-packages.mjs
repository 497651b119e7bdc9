import { spawn } from 'node:child_process';
import { existsSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

// npm writes this file last, so an installation that was broken off has none.
const installed = (folder) => join(folder, 'node_modules/.package-lock.json');
const lockfile = (folder) => join(folder, 'package-lock.json');

function isStale(folder) {
  return !existsSync(installed(folder)) || statSync(installed(folder)).mtimeMs < statSync(lockfile(folder)).mtimeMs;
}

/** `npm ci` in each folder whose node_modules is missing, half-done or older than its package-lock.json; all to their end. */
export async function installPackages(folders) {
  const stale = folders.filter(isStale);
  if (stale.length === 0) return;
  console.log(`Installing the packages of ${stale.map(nameOf).join(' and ')} (npm ci) ...`);
  const results = await Promise.allSettled(stale.map(install));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

const nameOf = (folder) => (folder === '.' ? 'Foyer' : folder);

async function install(folder) {
  const args = ['ci', '--loglevel=error', '--no-progress'];
  const exitCode = await new Promise((resolve, reject) => {
    const child = spawn('npm', args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', (error) => reject(new Error(`npm could not be started: ${error.message}`)));
    child.on('exit', resolve);
  });
  if (exitCode !== 0) {
    throw new Error(`npm ci failed for ${nameOf(folder)}; what it said is above. Is the npm registry reachable?`);
  }
  // A lockfile with a modification time in the future must not mean an installation at every start.
  const now = new Date();
  utimesSync(installed(folder), now, new Date(Math.max(now.getTime(), statSync(lockfile(folder)).mtimeMs)));
}
