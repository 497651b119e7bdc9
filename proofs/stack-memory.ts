import { setTimeout as pause } from 'node:timers/promises';
import { type Proof, require } from './proof.ts';
import { openContainerStack } from './stack/open-stack.ts';

const settledMs = 60_000;
const shareOfLimit = 0.25;
const wholeMb = 1_500;

type Use = { name: string; usedMb: number; limitMb: number };

export default {
  claim:
    'The idle demo, all of it, stays below 1.5 GB, and an idle app container below a quarter of its memory: otherwise no container would ever be taken away again.',
  seconds: 200,
  async run(context) {
    const { print } = context;
    const { project, baseUrl } = await openContainerStack(context, { name: 'foyer-memory' });
    // Every worker has rendered something, as on a quiet day.
    for (let count = 0; count < 60; count++) await (await fetch(`${baseUrl}/register?${count}`)).arrayBuffer();
    await pause(settledMs);
    const uses = await readUses(project.docker, project.name);
    const total = uses.reduce((sum, { usedMb }) => sum + usedMb, 0);
    for (const { name, usedMb, limitMb } of uses) {
      print(`${name.padEnd(16)} ${usedMb.toFixed(0).padStart(4)} MB of ${limitMb.toFixed(0)}`);
    }
    print(`all together ${total.toFixed(0)} MB, a minute after the last request`);
    require(total < wholeMb, `the idle demo takes ${total.toFixed(0)} MB`);
    const apps = uses.filter(({ name }) => name.startsWith('app-'));
    require(apps.length === 3, `there are ${apps.length} app containers instead of three`);
    for (const { name, usedMb, limitMb } of apps) {
      require(usedMb < shareOfLimit * limitMb, `${name} takes ${usedMb.toFixed(0)} MB of ${limitMb.toFixed(0)} idle`);
    }

    // Control: what one holds in memory is seen.
    const hold = 'const held = Buffer.alloc(300 * 2 ** 20, 1); setTimeout(() => held.length, 60_000)';
    await project.compose(['exec', '-d', 'app', 'node', '-e', hold]);
    await pause(5_000);
    const fullest = Math.max(
      ...(await readUses(project.docker, project.name))
        .filter(({ name }) => name.startsWith('app-'))
        .map(({ usedMb }) => usedMb),
    );
    require(fullest > shareOfLimit * (apps[0]?.limitMb ?? 0), `the control was not noticed: ${fullest.toFixed(0)} MB`);
    print(`control: with 300 MB held in one of them it reads ${fullest.toFixed(0)} MB, and would fall short`);
  },
} satisfies Proof;

async function readUses(docker: (args: string[]) => Promise<string>, project: string): Promise<Use[]> {
  const running = await docker([
    'ps',
    '--filter',
    `label=com.docker.compose.project=${project}`,
    '--format',
    '{{.ID}}',
  ]);
  const ids = running.split('\n').filter(Boolean);
  const lines = await docker(['stats', '--no-stream', '--format', '{{.Name}}\t{{.MemUsage}}', ...ids]);
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [name = '', usage = ''] = line.split('\t');
      const [used = '', limit = ''] = usage.split(' / ');
      return { name: name.replace(`${project}-`, ''), usedMb: toMb(used), limitMb: toMb(limit) };
    })
    .sort((a, b) => b.usedMb - a.usedMb);
}

/** `164.7MiB`, `1.5GiB`: binary units, as the limits are. */
function toMb(text: string): number {
  const [, value = '0', unit = 'B'] = /^([\d.]+)([KMG]?i?B)$/.exec(text) ?? [];
  const factor: Record<string, number> = { B: 1 / 2 ** 20, KiB: 1 / 2 ** 10, MiB: 1, GiB: 2 ** 10 };
  return Number(value) * (factor[unit] ?? Number.NaN);
}
