import { spawnSync } from 'node:child_process';
import { existsSync, statSync, utimesSync } from 'node:fs';

// npm writes this file last, so an installation that was broken off has none.
const installed = 'node_modules/.package-lock.json';

function isStale() {
  return !existsSync(installed) || statSync(installed).mtimeMs < statSync('package-lock.json').mtimeMs;
}

/** `npm ci` where node_modules is missing, half-done or older than package-lock.json. */
export function installPackages() {
  if (!isStale()) return;
  console.log('Installing the packages (npm ci) ...');
  const { status, error } = spawnSync('npm', ['ci', '--loglevel=error', '--no-progress'], { stdio: 'inherit' });
  if (error) throw new Error(`npm could not be started: ${error.message}`);
  if (status !== 0) throw new Error('npm ci failed; what it said is above. Is the npm registry reachable?');
  // A lockfile with a modification time in the future must not mean an installation at every start.
  const now = new Date();
  utimesSync(installed, now, new Date(Math.max(now.getTime(), statSync('package-lock.json').mtimeMs)));
}
