import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { keepAsking } from '../scripts/load/keep-asking.ts';
import { readBaseEnvironment } from '../scripts/stack/environment.ts';
import { createPm2, type Pm2 } from '../scripts/stack/pm2.ts';
import { projectDir } from '../scripts/stack/project.ts';
import { removeRun, writeRun } from '../scripts/stack/run-file.ts';
import type { Stack } from '../scripts/stack/start-stack.ts';
import { register } from './kill/register.ts';
import {
  describeValues,
  findChanged,
  findInPicture,
  readFromList,
  shownNames,
  type Values,
} from './monit/custom-values.ts';
import { openTerminal, type Terminal } from './monit/terminal.ts';
import { type Proof, type ProofContext, require } from './proof.ts';
import { requireOwnSite } from './site/require-own-site.ts';

const screen = { columns: 150, rows: 42 };
/** What a load must move; the others may stay as they are. */
const mustChange = ['requests/s', 'p95', 'registrations/min', 'seats left'];

// `npm run prove -- pm2-monit FILE` keeps what was on the screen.
export default {
  claim:
    'In `npm run monit`, and in what `pm2 list` knows, the site is to be seen: requests a second, p95, event-loop delay, registrations a minute, seats left and workers wanted, and they move with the load.',
  seconds: 150,
  async run(context) {
    const { print } = context;
    const stack = await context.startStack({
      webInstances: 1,
      maxWorkers: 2,
      prometheusEverySeconds: 2,
      env: { TRUSTED_PROXIES: '127.0.0.1' },
    });
    await requireOwnSite(stack);
    const pm2 = createPm2(stack.pm2Home, readBaseEnvironment());
    const monit = await openMonit(context, stack);
    const quiet = await readQuiet(context, monit);

    const load = keepAsking({ baseUrl: stack.baseUrl, atOnce: 4 });
    context.onEnd(async () => void (await load.stop()));
    const registering = keepRegistering(stack);
    const busy = await waitForChange(monit, quiet);
    print(`with load: ${describeValues(busy.values)}`);
    if (context.args[0]) await writeFile(context.args[0], `${busy.picture.trimEnd()}\n`);
    await checkList(context, pm2, busy.values);
    await registering.stop();
    await load.stop();
  },
} satisfies Proof;

/** `npm run monit` on this stack, with the worker module chosen in its list as an operator does, by the arrow key. */
async function openMonit(context: ProofContext, stack: Stack): Promise<Terminal> {
  writeRun(stack.dataDir, { baseUrl: stack.baseUrl, pm2Home: stack.pm2Home, variables: {} });
  context.onEnd(() => removeRun(stack.dataDir));
  const env = { FOYER_DATA_DIR: stack.dataDir };
  const terminal = await openTerminal(context, { command: 'npm run monit', cwd: projectDir, env, ...screen });
  const giveUpAtMs = Date.now() + 90_000;
  for (;;) {
    const picture = await terminal.read();
    if (/App Name +worker-module/.test(picture)) return terminal;
    require(Date.now() < giveUpAtMs, `the worker module cannot be chosen in pm2 monit; it shows:\n${picture}`);
    // In the list, and not before the picture has followed the key before.
    if (picture.includes('App Name')) await terminal.press('Down');
    await pause(1_000);
  }
}

/** What stands there while nobody asks, and the control: it does not move by itself. */
async function readQuiet({ print }: ProofContext, monit: Terminal): Promise<Values> {
  const wholeOnce = async () => {
    const giveUpAtMs = Date.now() + 120_000;
    for (;;) {
      const values = findInPicture(await monit.read());
      const isWhole =
        shownNames.every((name) => name in values) && values['requests/s'] === '0.0' && values['seats left'] !== '-';
      if (isWhole) return values;
      require(Date.now() < giveUpAtMs, `pm2 monit shows no more than this: ${describeValues(values)}`);
      await pause(500);
    }
  };
  const quiet = await wholeOnce();
  print(`without load: ${describeValues(quiet)}`);
  await pause(15_000);
  const later = findInPicture(await monit.read());
  const moved = findChanged(quiet, later).filter((name) => mustChange.includes(name));
  require(moved.length === 0, `without any load these have changed: ${moved.join(', ')}`);
  print(`control, 15 s later and still without load: none of ${mustChange.join(', ')} has changed`);
  return quiet;
}

/** One person after the other registers, until it is stopped: a rate is over the last minute, and seats are recounted once a minute. */
function keepRegistering(stack: Stack): { stop: () => Promise<void> } {
  let isStopped = false;
  const done = (async () => {
    for (let number = 0; !isStopped; number++) {
      await register({ baseUrl: stack.baseUrl, number, onTrouble: () => undefined, onRestart: () => undefined });
      await pause(500);
    }
  })();
  return {
    async stop() {
      isStopped = true;
      await done;
    },
  };
}

async function waitForChange(monit: Terminal, quiet: Values): Promise<{ values: Values; picture: string }> {
  // Seats left are recounted once a minute.
  const giveUpAtMs = Date.now() + 150_000;
  const seen = new Set<string>();
  for (;;) {
    const picture = await monit.read();
    const values = findInPicture(picture);
    for (const name of findChanged(quiet, values)) seen.add(name);
    const isShown = mustChange.every((name) => findChanged(quiet, values).includes(name));
    if (isShown) return { values, picture };
    require(Date.now() <
      giveUpAtMs, `under load only these have changed: ${[...seen].join(', ')}; ${describeValues(values)}`);
    await pause(500);
  }
}

/** `pm2 list` has no column for such values; its machine-readable form and `pm2 describe` have them. */
async function checkList({ print }: ProofContext, pm2: Pm2, inMonit: Values): Promise<void> {
  const table = await pm2.run('list');
  require(/worker-module.*online/.test(table), 'pm2 list has no worker module online');
  const inList = await readFromList(pm2);
  require(Object.keys(inList).join() ===
    shownNames.join(), `pm2 jlist has ${Object.keys(inList).join(', ') || 'nothing'}`);
  require(inList['seats left'] === inMonit['seats left'], `pm2 jlist says ${describeValues(inList)}`);
  const described = await pm2.run('describe', 'worker-module');
  for (const name of shownNames) require(described.includes(`│ ${name} `), `pm2 describe has no ${name}`);
  print(`pm2 list: worker-module is online, and the table has no column for values; pm2 jlist, the same as JSON, and`);
  print(`pm2 describe worker-module have them: ${describeValues(inList)}`);
}
