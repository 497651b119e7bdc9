import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { requireProgram } from '../../scripts/stack/project.ts';
import { require } from '../proof.ts';
import { readAnswer } from './bare-nginx.ts';

export type Target = {
  name: string;
  baseUrl: string;
  path: string;
  /** Such as `Accept-Encoding: br`. */
  headers?: string[];
  /** The master process of the nginx that answers. */
  nginxPid: number;
};
/** `busy` and `clientBusy`: how much of one core nginx had, and who asked it. */
export type Pressed = { perSecond: number; cpuMicroseconds: number; busy: number; clientBusy: number };

const script = fileURLToPath(new URL('addresses.lua', import.meta.url));
const connections = 32;
/** USER_HZ, which Linux has at 100 on every platform that Node runs on. */
const microsecondsPerTick = 10_000;

/**
 * Asks for one page as fast as it comes, by `wrk`: one thread on a core of its own, as the nginx that is asked has one process. The
 * page is asked for once before, as nobody may have for a while: then a worker makes it, and this is about pages that are kept.
 */
export async function press(target: Target, seconds: number, signal?: AbortSignal): Promise<Pressed> {
  const headers = (target.headers ?? []).map((line) => line.split(': ') as [string, string]);
  await readAnswer(`${target.baseUrl}${target.path}`, {
    'Accept-Encoding': 'identity',
    ...Object.fromEntries(headers),
  });
  const cpuBefore = readCpuTicks(target.nginxPid);
  const clientBefore = readClientTicks();
  const args = ['--threads=1', `--connections=${connections}`, `--duration=${seconds}s`, `--script=${script}`];
  const wrk = spawn(requireProgram('wrk'), [...args, target.baseUrl, '--', target.path, ...(target.headers ?? [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
    signal,
  });
  const [said] = await Promise.all([text(wrk.stdout), once(wrk, 'exit')]);
  const cpuTicks = readCpuTicks(target.nginxPid) - cpuBefore;
  const perSecond = Number(/^Requests\/sec: +([\d.]+)/m.exec(said)?.[1]);
  const requests = Number(/(\d+) requests in /.exec(said)?.[1]);
  require(perSecond > 0, `wrk had no answer from ${target.name}:\n${said}`);
  require(!/Non-2xx|Socket errors/.test(said), `not every answer of ${target.name} was the page:\n${said}`);
  const cpuMicroseconds = cpuTicks * microsecondsPerTick;
  const busyOf = (ticks: number) => (ticks * microsecondsPerTick) / 1e6 / seconds;
  return {
    perSecond,
    cpuMicroseconds: cpuMicroseconds / requests,
    busy: busyOf(cpuTicks),
    clientBusy: busyOf(readClientTicks() - clientBefore),
  };
}

/** What the processes that a master has begun have used so far, for themselves and in the kernel. */
function readCpuTicks(masterPid: number): number {
  const children = readFileSync(`/proc/${masterPid}/task/${masterPid}/children`, 'utf8').trim().split(' ');
  return children.reduce((sum, pid) => sum + addFields(pid, 14, 15), 0);
}

/** What our own children that have ended used, which are the runs of wrk. */
const readClientTicks = (): number => addFields('self', 16, 17);

/** Fields of /proc/PID/stat by their numbers in proc(5). */
function addFields(pid: string, ...numbers: number[]): number {
  // After the name, the second, which may contain spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return numbers.reduce((sum, number) => sum + Number(fields[number - 3]), 0);
}

export type Comparison = Pressed & { rateRatio: number; cpuRatio: number };

/**
 * Presses all of them by turns, so that whatever else the machine does meets all alike, and compares each with the one that it is
 * `against`, turn by turn; by name. A ratio above 1 is better than that one. The middle of all turns counts.
 */
export async function compare(
  targets: (Target & { against: string })[],
  { turns, seconds, signal }: { turns: number; seconds: number; signal?: AbortSignal },
): Promise<Map<string, Comparison>> {
  const pressed = new Map<string, Pressed[]>(targets.map(({ name }) => [name, []]));
  for (const target of targets) await press(target, 1, signal);
  for (let turn = 0; turn < turns; turn++) {
    for (const target of targets) pressed.get(target.name)?.push(await press(target, seconds, signal));
  }
  return new Map(
    targets.map(({ name, against }) => [name, judge(pressed.get(name) ?? [], pressed.get(against) ?? [])]),
  );
}

function judge(own: Pressed[], other: Pressed[]): Comparison {
  const pairs = own.map((one, turn) => ({ one, two: other[turn] ?? one }));
  return {
    perSecond: median(own.map((one) => one.perSecond)),
    cpuMicroseconds: median(own.map((one) => one.cpuMicroseconds)),
    busy: median(own.map((one) => one.busy)),
    clientBusy: median(own.map((one) => one.clientBusy)),
    rateRatio: median(pairs.map(({ one, two }) => one.perSecond / two.perSecond)),
    cpuRatio: median(pairs.map(({ one, two }) => two.cpuMicroseconds / one.cpuMicroseconds)),
  };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
