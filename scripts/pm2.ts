// `npm run monit` and `npm run logs`: PM2's own views of the Foyer that is open here.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectDir } from './stack/project.ts';
import { findRun } from './stack/run-file.ts';

// Elsewhere for a Foyer that a proof has opened.
const run = findRun(process.env.FOYER_DATA_DIR || join(projectDir, 'var'));
if (run) {
  const env = { ...process.env, PM2_HOME: run.pm2Home, PM2_DISCRETE_MODE: 'true', PM2_DISABLE_VERSION_CHECK: 'true' };
  const args = [join(projectDir, 'node_modules/pm2/bin/pm2'), ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit', env }).status ?? 1;
} else {
  console.error('Foyer is not open here; `npm start` opens it.');
  process.exitCode = 1;
}
