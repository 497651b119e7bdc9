import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { draw } from '../scaling/simulator/draw.ts';
import type { Action } from '../scaling/simulator/simulate.ts';
import type { Project } from '../scripts/test-stack/compose-project.ts';
import { type Proof, type ProofContext, require } from './proof.ts';
import { type ContainerStack, openContainerStack } from './stack/open-stack.ts';
import { type Follower, follow, type Seen } from './stack-scaling/follow.ts';
import type { PressureOrder } from './stack-scaling/pressure.ts';
import { shortWindows, writeShortWindows } from './stack-scaling/short-windows.ts';
import { startHelper } from './visitors/helper-process.ts';

const cpus = '0.2';
const firstVisitors = 500;
/** As many as a machine of two cores carries beside visitors, nginx and the rest. */
const mostContainers = '6';
/** More come until answers take as long as the first of these, and nobody asks while somebody waits for the second. */
const slowMs = 3_500;
const tooSlowMs = 4_500;

export default {
  claim:
    'Under a load that containers of a fifth of a CPU cannot carry, three go from one worker to two, then the stack from three containers to five or more, and without it back to three with one worker each; no request fails on the way, neither GET nor POST.',
  seconds: 360,
  async run(context) {
    const { print } = context;
    const file = await writeShortWindows(await context.makeFolder());
    const stack = await openContainerStack(context, {
      name: 'foyer-scaling',
      files: ['docker-compose.yml', 'docker-compose.override.yml', file],
      env: {
        APP_CPUS: cpus,
        MAX_REPLICAS: mostContainers,
        TRUSTED_PROXIES: '172.16.0.0/12,192.168.0.0/16',
        ...shortWindows,
      },
    });
    print(`${cpus} CPU a container; thresholds 80 % and 30 % as they are; ${describe(shortWindows)}`);
    const { project, baseUrl, prometheusUrl } = stack;
    await requireScale(stack, { containers: 3, workers: 3 });
    const order: PressureOrder = { baseUrl, slowMs, tooSlowMs, firstVisitors, mostVisitors: 1_500 };
    const load = await startHelper(context, new URL('./stack-scaling/pressure.ts', import.meta.url), {
      args: [JSON.stringify(order)],
    });
    const following = follow({
      load,
      prometheusUrl,
      countContainers: async () => (await project.containersOf('app')).length,
    });
    context.onEnd(following.stop);
    load.send('begin');
    try {
      await waitFor(context, following, 'a second worker in three containers', hasSecondWorkers, 300);
      await waitFor(context, following, 'five containers or more', (at) => at.containers >= 5, 240);
      // For as long as it takes visitors to come to the new ones, too.
      await pause(20_000);
      await following.endLoad();
      print(`the load ends at ${Math.round(following.seconds())} s`);
      await waitFor(context, following, 'three containers with one worker each', isAtRest, 240);
    } finally {
      await tell(context, project, following);
    }
    const { gets, posts, failures } = following.totals;
    require(posts > 100 && gets > 100, 'that was no load');
    require(failures.length === 0, `${failures.length} requests failed; the first: ${JSON.stringify(failures[0])}`);
  },
} satisfies Proof;

const hasSecondWorkers = ({ doubled }: Seen) => doubled >= 3;
const isAtRest = ({ containers, workers }: Seen) => containers === 3 && workers === 3;
const describe = (windows: Record<string, string>) =>
  Object.entries(windows)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

async function requireScale(stack: ContainerStack, wanted: { containers: number; workers: number }): Promise<void> {
  const containers = (await stack.project.containersOf('app')).length;
  require(containers === wanted.containers, `it begins with ${containers} containers, not ${wanted.containers}`);
}

async function waitFor(
  { print }: ProofContext,
  following: Follower,
  what: string,
  isSo: (moment: Seen) => boolean,
  timeoutSeconds: number,
): Promise<void> {
  for (const giveUpAt = following.seconds() + timeoutSeconds; ; await pause(500)) {
    const last = following.moments.at(-1);
    if (last && isSo(last)) return print(`${what} after ${last.second} s`);
    const state = last ? `${last.containers} containers, ${last.workers} workers` : 'nothing';
    require(following.seconds() < giveUpAt, `${what}: not within ${timeoutSeconds} s; there are ${state}`);
  }
}

/** The timeline in words, also where it fell short; as a picture where a file for it is named: `... stack-scaling docs/scaling/containers.svg`. */
async function tell({ print, args: [picture] }: ProofContext, project: Project, following: Follower): Promise<void> {
  const { moments, totals } = following;
  const said = await project.tryCompose(['logs', '--no-color', '--no-log-prefix', 'scaler', 'app']);
  for (const line of readDecisions(said.stdout)) print(line);
  const { gets, posts, failures } = totals;
  print(`${gets} GETs and ${posts} POSTs, ${failures.length} failed${countFailures(failures)}`);
  const most = (of: (moment: Seen) => number) => Math.max(...moments.map(of));
  print(`at most ${most((at) => at.containers)} containers and ${most((at) => at.workers)} workers`);
  print(
    `p95 at most ${most((at) => at.p95Seconds ?? 0).toFixed(1)} s for visitors, ${most((at) => at.observedP95Seconds ?? 0).toFixed(1)} s as the slowest container sees it`,
  );
  if (!picture) return;
  const svg = draw({
    title: 'A stack in containers under load, and without it',
    subtitle: `docker compose on two cores, ${cpus} CPU an app container; thresholds 80 % and 30 %, shortened windows`,
    moments,
    actions: findChanges(moments),
    limitP95Seconds: 2,
  });
  await writeFile(picture, svg);
}

function countFailures(failures: { what: string; why: string }[]): string {
  const counts = new Map<string, number>();
  for (const { what, why } of failures) counts.set(`${what} ${why}`, (counts.get(`${what} ${why}`) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `; ${count} ${kind}`).join('');
}

/** What the loops did, in their own words. */
function readDecisions(logs: string): string[] {
  return logs
    .split('\n')
    .filter((line) => line.startsWith('{') && / -> \d| visitors reach |drained and removed/.test(line))
    .map((line) => JSON.parse(line) as { time: string; msg: string })
    .sort((one, other) => one.time.localeCompare(other.time))
    .map(({ time, msg }) => `${time.slice(11, 19)} ${msg}`);
}

function findChanges(moments: Seen[]): Action[] {
  return moments.flatMap((moment, index) => {
    const before = moments[index - 1];
    if (!before || before.containers === moment.containers) return [];
    const { second, containers } = moment;
    return [
      { second, loop: 'containers' as const, from: before.containers, to: containers, reason: 'steady' as const },
    ];
  });
}
