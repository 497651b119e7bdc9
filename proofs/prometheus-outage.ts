import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createObserver } from '../scaling/observe.ts';
import { createQuery } from '../scaling/prometheus/query.ts';
import { keepAsking } from '../scripts/load/keep-asking.ts';
import type { Pm2 } from '../scripts/stack/pm2.ts';
import type { Stack } from '../scripts/stack/start-stack.ts';
import { readEmptyAsZero } from './controls/read-empty-as-zero.ts';
import { type Proof, type ProofContext, require } from './proof.ts';
import { readSaid, waitForDecision } from './scaling/decisions.ts';
import { countWorkers, openSite, scrapeSeconds } from './scaling/open-site.ts';
import { describeRatio, readSamples } from './scaling/samples.ts';

const poll = 5;
// Longer than the minute in which the rates of a Prometheus that has forgotten everything are still too low: the product's is 300 s.
const downWindow = 60;
const emptySeconds = 75;
const windows = {
  SCALE_POLL_SECONDS: String(poll),
  SCALE_COOLDOWN_SECONDS: '10',
  SCALE_DOWN_WINDOW_SECONDS: String(downWindow),
  SCALE_YOUNG_SECONDS: '10',
  // So that two workers are far from idle on whatever two busy cores leave them.
  CPU_QUOTA: '1.01',
};

export default {
  claim:
    'Prometheus is killed under load, stays away, comes back with nothing in it and answers empty for more than a minute: no worker leaves, the outage is one line in the log, and the module goes on by itself.',
  seconds: 370,
  async run(context) {
    const { stack, pm2 } = await openSite(context, windows);
    // By hand, as an operator may: what exists is the set point.
    await pm2.run('scale', 'web', '2');
    const load = keepAsking({ baseUrl: stack.baseUrl, atOnce: 12 });
    context.onEnd(async () => void (await load.stop()));
    await waitUntilBusy(context, stack);
    await endure(context, stack, pm2);
    const { answered, failed } = await load.stop();
    context.print(`${answered} pages answered meanwhile, ${failed} not`);
    require(failed === 0, `${failed} pages were not answered`);
    await showThatItCould(context, stack);
    const left = readEmptyAsZero({
      workers: 2,
      seconds: emptySeconds,
      pollMs: poll * 1000,
      downWindowMs: downWindow * 1000,
    });
    require(left === 1, 'the control, the same decision told zero for nothing, keeps both workers: this shows nothing');
    context.print(
      `control, the same decision told zero where Prometheus had nothing for those ${emptySeconds} s: 2 -> ${left}`,
    );
  },
} satisfies Proof;

async function endure(context: ProofContext, stack: Stack, pm2: Pm2): Promise<void> {
  const { print } = context;
  const killedAtMs = Date.now();
  await stack.kill('prometheus', 'SIGKILL');
  // PM2 would have it back within a second.
  await pm2.run('stop', 'prometheus');
  await waitForHolds(stack, 'prometheus-away', 3);
  print(`killed by kill -9 and kept away for ${((Date.now() - killedAtMs) / 1000).toFixed(0)} s: 3 polls held`);

  const putBack = await makeForgetful(stack);
  await pm2.run('start', 'prometheus');
  await stack.waitUntilReady('prometheus');
  const holdsBefore = await countHolds(stack, 'samples-missing');
  const answers = await askAllTheTime(stack, emptySeconds * 1000);
  require(answers.every((known) => known === 0), 'Prometheus was to know of no container, and it did');
  const holds = (await countHolds(stack, 'samples-missing')) - holdsBefore;
  require(holds >= emptySeconds / poll / 2, `only ${holds} polls had samples missing`);
  require((await countWorkers(stack)) === 2, 'a worker was taken away');
  print(
    `back on an empty folder, its targets gone: ${answers.length} empty answers in ${emptySeconds} s, ${holds} polls held`,
  );

  const knowsAgainAtMs = Date.now();
  await putBack();
  await waitUntilBusy(context, stack);
  await waitForKnownLoad(stack, knowsAgainAtMs);
  require((await countWorkers(stack)) === 2, 'a worker was taken away once there were samples again');

  const since = (await readSaid(stack)).filter(({ atMs }) => atMs >= killedAtMs);
  const away = since.filter(({ text }) => text.startsWith('Prometheus is away'));
  const back = since.filter(({ text }) => text === 'Prometheus is back');
  require(away.length === 1 && back.length === 1, `the log says ${away.length} times away, ${back.length} times back`);
  const acted = since.filter(({ reason }) => reason === 'idle' || reason === 'above-maximum');
  require(acted.length === 0, `it decided to take one away: ${acted[0]?.text}`);
  const missing = since.filter(({ reason }) => reason === 'samples-missing').length;
  require(missing <= 2, `empty answers were ${missing} lines in the log`);
  print(
    `in the log: "Prometheus is away" once, "Prometheus is back" once, samples missing ${missing === 1 ? 'once' : `${missing} times`}`,
  );
}

/** It holds because it must, not because it cannot: without the load it goes back to one. */
async function showThatItCould({ print }: ProofContext, stack: Stack): Promise<void> {
  const down = await waitForDecision(stack, 'idle', { timeoutMs: 300_000, sinceMs: Date.now() });
  print(`recovered; the load gone, it takes one away: ${down.text}`);
}

/** Takes Prometheus' memory and its targets for the site; returns what puts the targets back. */
async function makeForgetful(stack: Stack): Promise<() => Promise<void>> {
  const folder = join(stack.dataDir, 'prometheus');
  await rm(join(folder, 'data'), { recursive: true, force: true });
  await mkdir(join(folder, 'data'));
  const file = join(folder, 'targets/web.json');
  const targets = await readFile(file, 'utf8');
  await writeFile(file, '[]');
  return () => writeFile(file, targets);
}

/** How many containers Prometheus knows, asked again and again by what the module asks. */
async function askAllTheTime(stack: Stack, forMs: number): Promise<number[]> {
  const query = createQuery({ baseUrl: `http://127.0.0.1:${stack.ports.prometheus}`, timeoutMs: 5_000 });
  const observer = createObserver(query, { scrapeMs: scrapeSeconds * 1000 });
  const counts: number[] = [];
  for (const endsAtMs = Date.now() + forMs; Date.now() < endsAtMs; await pause(2_000)) {
    counts.push((await observer.observeContainers()).containers.size);
  }
  return counts;
}

/** Until the rates have filled their minute. */
async function waitUntilBusy({ print }: ProofContext, stack: Stack): Promise<void> {
  const giveUpAtMs = Date.now() + 150_000;
  for (;;) {
    const cpu = (await readSamples(stack, 'foyer:container_cpu:ratio')).at(-1)?.value ?? 0;
    const workers = (await readSamples(stack, 'foyer:container_workers:count')).at(-1)?.value;
    if (cpu > 0.5 && workers === 2) return print(`two workers at ${describeRatio(cpu)} CPU and rising`);
    require(Date.now() < giveUpAtMs, `${workers} workers had ${describeRatio(cpu)} CPU: this machine is too busy`);
    await pause(500);
  }
}

async function waitForKnownLoad(stack: Stack, sinceMs: number): Promise<void> {
  const giveUpAtMs = Date.now() + 60_000;
  for (;;) {
    const last = (await readSaid(stack)).filter(({ reason }) => reason !== undefined).at(-1);
    if (last && last.atMs >= sinceMs && last.reason !== 'samples-missing') return;
    require(Date.now() < giveUpAtMs, `there are samples again, and the module still says: ${last?.text}`);
    await pause(250);
  }
}

async function countHolds(stack: Stack, reason: string): Promise<number> {
  const page = await (await fetch(`http://127.0.0.1:${stack.ports.scalerMetrics}/metrics`)).text();
  return Number(new RegExp(`^foyer_scaler_holds_total\\{.*reason="${reason}"\\} (\\d+)`, 'm').exec(page)?.[1] ?? 0);
}

async function waitForHolds(stack: Stack, reason: string, count: number): Promise<void> {
  const before = await countHolds(stack, reason);
  const giveUpAtMs = Date.now() + 90_000;
  while ((await countHolds(stack, reason)) - before < count) {
    require(Date.now() < giveUpAtMs, `after 90 s the module has not held ${count} polls for "${reason}"`);
    await pause(250);
  }
}
