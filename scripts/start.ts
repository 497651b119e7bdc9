// `npm start`: builds what has changed, opens Foyer on this machine and keeps it open until Ctrl-C.
import { realpath } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { readAccounts, setOrganizerPassword, usualName } from '../stand-ins/content-lake/login/accounts.ts';
import { ensureStudioBuilt } from './build/build-studio.ts';
import { ensureBuilt } from './build.ts';
import { prepareDataDir } from './stack/data-dir.ts';
import { findPm2Home } from './stack/pm2.ts';
import { readPorts } from './stack/ports.ts';
import { programNames } from './stack/programs.ts';
import { projectDir } from './stack/project.ts';
import { claimRun, findRun, removeRun, writeRun } from './stack/run-file.ts';
import { type Stack, startStack } from './stack/start-stack.ts';

const dataDir = join(projectDir, 'var');
const startedAt = performance.now();
const progress = (message: string) =>
  console.log(`${`${((performance.now() - startedAt) / 1000).toFixed(1)} s`.padStart(7)}  ${message}`);

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // A second Ctrl-C finds the first one at work and changes nothing.
  process.on(signal, () => interruption.abort(new Error(`stopped by ${signal}`)));
}

function printDoors({ baseUrl, ports }: Stack): void {
  const doors = [
    ['the site', baseUrl],
    ['Studio, for organizers', `${baseUrl}/studio`],
    ['health of a worker', `${baseUrl}/api/health`],
    ['the programme as JSON', `${baseUrl}/api/programme`],
    ['what is left as JSON', `${baseUrl}/api/tickets`],
    ['nginx itself', `${baseUrl}/health`],
    ['organizers sign in', `${baseUrl}/login`],
    ['Prometheus', `http://127.0.0.1:${ports.prometheus}`],
    ['the local Content Lake', `http://127.0.0.1:${ports.lake}`],
    ['mails that were sent', `http://127.0.0.1:${ports.mailbox}`],
    ["the local PayPal's books", `http://127.0.0.1:${ports.paypal}/control/ledger`],
  ];
  console.log(`\nFoyer is open at ${baseUrl}\n`);
  for (const [what, url] of doors) console.log(`  ${what?.padEnd(24)} ${url}`);
  console.log('\n  npm run monit  its processes    npm run logs  what they say    Ctrl-C  closes it\n');
}

/** Made in the moment in which it is shown: a start that fails before has not cost the password. */
async function printFirstPassword({ dataDir: usedDir, baseUrl }: Stack): Promise<void> {
  const lakeDir = join(usedDir, 'lake');
  if (readAccounts(lakeDir).length > 0) return;
  const password = await setOrganizerPassword(lakeDir);
  console.log(`  Organizers sign in at ${baseUrl}/login\n    name      ${usualName}\n    password  ${password}`);
  console.log('  It is shown this once and stored nowhere. `npm run organizer:password` makes a new one.\n');
}

/** The operator's variables; what npm and PM2 put into the environment is about them, not about Foyer. */
function readOperatorEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([name]) => !/^(npm_|PM2_|pm_|INIT_CWD$|NODE$|_$)/.test(name));
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** Side by side, and both to their end: what still writes to build/ must not outlive a failure. */
async function buildAll(): Promise<void> {
  const results = await Promise.allSettled([ensureBuilt(progress), ensureStudioBuilt(progress)]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

async function waitForTheEnd(stack: Stack): Promise<string> {
  return await new Promise((resolve) => {
    if (interruption.signal.aborted) resolve('');
    interruption.signal.addEventListener('abort', () => resolve(''));
    const watch = setInterval(() => {
      if (stack.isAlive()) return;
      clearInterval(watch);
      resolve("Foyer's process manager has ended; what is left is stopped now.");
    }, 2_000);
    interruption.signal.addEventListener('abort', () => clearInterval(watch));
  });
}

async function main(): Promise<void> {
  const ports = readPorts(process.env);
  await prepareDataDir(dataDir, []);
  // Before the build, which takes a while: a second start in that time would end this one's processes as leftovers.
  const already = claimRun(dataDir, {
    baseUrl: `http://127.0.0.1:${ports.site}`,
    pm2Home: findPm2Home(await realpath(dataDir)),
    variables: {},
  });
  if (already) {
    throw new Error(
      `Foyer is already open, or about to be, at ${already.baseUrl} (process ${already.pid}). \`npm run stop\` closes it from any terminal.`,
    );
  }
  await buildAll();
  interruption.signal.throwIfAborted();
  const minWorkers = Number(process.env.MIN_WORKERS) || 2;
  const stack = await startStack({
    dataDir,
    ports,
    webInstances: minWorkers,
    maxWorkers: Number(process.env.MAX_WORKERS) || Math.max(minWorkers, availableParallelism()),
    env: readOperatorEnvironment(),
    only: programNames,
    progress,
    signal: interruption.signal,
    onPrepared: (run) => writeRun(dataDir, run),
  });
  progress('everything is ready');
  printDoors(stack);
  if (!stack.env.SANITY_PROJECT_ID) await printFirstPassword(stack);
  const trouble = await waitForTheEnd(stack);
  console.log(trouble || '\nClosing ...');
  const closingAt = performance.now();
  await stack.stop();
  console.log(`Foyer is closed (${((performance.now() - closingAt) / 1000).toFixed(1)} s). Its data stays in var/.`);
  if (trouble) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  if (interruption.signal.aborted) console.log('\nClosed before it was open.');
  else console.error(`\n${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  if (findRun(dataDir)?.pid === process.pid) removeRun(dataDir);
}
