import { setTimeout as pause } from 'node:timers/promises';
import { keepAsking } from '../scripts/load/keep-asking.ts';
import type { Stack } from '../scripts/stack/start-stack.ts';
import { type Proof, type ProofContext, require } from './proof.ts';
import { type Said, waitForDecision } from './scaling/decisions.ts';
import { replayNoisyHour } from './scaling/noisy-hour.ts';
import { countWorkers, openSite, scrapeSeconds } from './scaling/open-site.ts';
import { describeRatio, findStretch, readSamples } from './scaling/samples.ts';

const poll = 10;
const downWindow = 20;
const windows = {
  SCALE_POLL_SECONDS: String(poll),
  SCALE_COOLDOWN_SECONDS: '20',
  SCALE_DOWN_WINDOW_SECONDS: String(downWindow),
  SCALE_YOUNG_SECONDS: '20',
  // A breath above one core: a second worker is allowed for CPU, and two workers on what is left of two busy cores are still above
  // 80 % of it. So it is seen that there is never a third.
  CPU_QUOTA: '1.01',
};
/** A poll takes its own time, and Prometheus looks only so often. */
const slack = 2 * scrapeSeconds + 3;
const cpuRatio = 'foyer:container_cpu:ratio';

export default {
  claim:
    'From one worker at more than 80 % CPU the module goes to two within two polls and a start-up, never further, and back once the load is gone; an hour of recorded noise does not make it flap.',
  seconds: 400,
  async run(context) {
    replayNoisyHour(context);
    const { stack, pm2 } = await openSite(context, windows);
    await grow(context, stack);
    await shrink(context, stack);
    await pm2.run('trigger', 'worker-module', 'pause');
    await showControl(context, stack);
  },
} satisfies Proof;

async function grow({ print, onEnd }: ProofContext, stack: Stack): Promise<void> {
  require((await countWorkers(stack)) === 1, 'it did not begin with one worker');
  const load = keepAsking({ baseUrl: stack.baseUrl, atOnce: 30 });
  onEnd(async () => void (await load.stop()));
  const explain = async () => {
    const cpu = await readSamples(stack, cpuRatio);
    return `The worker had at most ${describeRatio(Math.max(0, ...cpu.map(({ value }) => value)))} CPU: with less than 80 % of a core to be had, this machine is too busy.`;
  };
  const up = await waitForDecision(stack, 'cpu-high', { timeoutMs: 180_000, explain });
  const beganAtMs = await findBegin(stack, up, (cpu) => cpu > 0.8);
  const tookSeconds = (up.atMs - beganAtMs) / 1000;
  print(
    `above 80 % CPU, the module decided after ${tookSeconds.toFixed(1)} s, with a poll every ${poll} s: ${up.text}`,
  );
  require(tookSeconds <= 2 * poll + slack, `that is more than two polls of ${poll} s`);
  const readyAtMs = await waitForWorkers(stack, 2, up.atMs);
  print(`the second worker answered ${((readyAtMs - up.atMs) / 1000).toFixed(1)} s later`);

  const full = await waitForDecision(stack, 'workers-at-maximum', { timeoutMs: 180_000, sinceMs: up.atMs });
  await pause(4 * poll * 1000);
  const counts = await readSamples(stack, 'foyer:container_workers:count');
  const most = Math.max(...counts.map(({ value }) => value));
  require(most === 2, `there were ${most} workers at a time`);
  const { answered, failed, perSecond } = await load.stop();
  print(`four polls later, still above 80 %: ${full.text}`);
  print(`${answered} pages answered, ${Math.round(perSecond)} a second, ${failed} not`);
  require(failed === 0, `${failed} pages were not answered`);
}

async function shrink({ print }: ProofContext, stack: Stack): Promise<void> {
  const stoppedAtMs = Date.now();
  const down = await waitForDecision(stack, 'idle', { timeoutMs: 240_000, sinceMs: stoppedAtMs });
  const idleSinceMs = await findBegin(stack, down, (cpu) => cpu < 0.3);
  const tookSeconds = (down.atMs - idleSinceMs) / 1000;
  print(`below 30 % CPU, it decided after ${tookSeconds.toFixed(1)} s, with a window of ${downWindow} s: ${down.text}`);
  require(tookSeconds >= downWindow, 'that is less than its window');
  require(tookSeconds <= downWindow + 2 * poll + slack, 'that is more than its window and two polls');
  await waitForWorkers(stack, 1, down.atMs);
  await waitForLeaving(stack);
}

/** The same load, and nobody who adds a worker. */
async function showControl({ print, onEnd }: ProofContext, stack: Stack): Promise<void> {
  const load = keepAsking({ baseUrl: stack.baseUrl, atOnce: 30 });
  onEnd(async () => void (await load.stop()));
  const giveUpAtMs = Date.now() + 180_000;
  for (;;) {
    const begin = findStretch(await readSamples(stack, cpuRatio), Date.now(), (cpu) => cpu > 0.8);
    if (begin !== null && Date.now() - begin > (3 * poll + slack) * 1000) break;
    require(Date.now() < giveUpAtMs, 'the control never was above 80 % CPU for three polls: it shows nothing');
    await pause(1_000);
  }
  const workers = await countWorkers(stack);
  await load.stop();
  require(workers === 1, `the control, a paused module, has ${workers} workers`);
  print(`control, the module paused: above 80 % CPU for more than three polls, and still one worker`);
}

async function findBegin(stack: Stack, decision: Said, isSo: (cpu: number) => boolean): Promise<number> {
  const begin = findStretch(await readSamples(stack, cpuRatio), decision.atMs, isSo);
  require(begin !== null, `Prometheus does not confirm what the module decided: ${decision.text}`);
  return begin;
}

/** Prometheus does not count a worker that is leaving; PM2 has it until it has finished what it had in hand, or ends it itself. */
async function waitForLeaving(stack: Stack): Promise<void> {
  const giveUpAtMs = Date.now() + 25_000;
  while ((await countWorkers(stack)) !== 1) {
    require(Date.now() < giveUpAtMs, 'PM2 still has more than one worker, after longer than it lets one leave');
    await pause(500);
  }
}

/** Resolves with when Prometheus first saw so many. */
async function waitForWorkers(stack: Stack, count: number, sinceMs: number): Promise<number> {
  const giveUpAtMs = Date.now() + 90_000;
  for (;;) {
    const counts = await readSamples(stack, 'foyer:container_workers:count');
    const seen = counts.find(({ atMs, value }) => atMs >= sinceMs && value === count);
    if (seen) return seen.atMs;
    require(Date.now() < giveUpAtMs, `90 s later there were ${counts.at(-1)?.value} workers, not ${count}`);
    await pause(500);
  }
}
