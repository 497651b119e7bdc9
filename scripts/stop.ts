// `npm run stop`: closes the Foyer that `npm start` opened here, from any terminal; also one that lost its terminal.
import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endLeftovers } from './stack/leftovers.ts';
import { createPm2, findPm2Home } from './stack/pm2.ts';
import { projectDir } from './stack/project.ts';
import { findRun, removeRun } from './stack/run-file.ts';

const folder = join(projectDir, 'var');
const run = findRun(folder);
if (run) {
  try {
    process.kill(run.pid, 'SIGTERM');
  } catch (error) {
    console.error(
      `The Foyer that is open here (process ${run.pid}) cannot be told to close: ${(error as Error).message}`,
    );
    process.exit(1);
  }
  const giveUpAt = Date.now() + 60_000;
  while (findRun(folder) && Date.now() < giveUpAt) await pause(100);
}
if (existsSync(folder)) {
  const dataDir = await realpath(folder);
  const pm2 = createPm2(findPm2Home(dataDir), { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' });
  const ended = await endLeftovers(pm2, dataDir);
  removeRun(dataDir);
  console.log(run || ended ? 'Foyer is closed.' : 'Foyer was not open.');
} else {
  console.log('Foyer was not open.');
}
