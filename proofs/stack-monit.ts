import { setTimeout as pause } from 'node:timers/promises';
import { keepAsking } from '../scripts/load/keep-asking.ts';
import { projectDir } from '../scripts/stack/project.ts';
import { describeValues, findInPicture, shownNames } from './monit/custom-values.ts';
import { openTerminal } from './monit/terminal.ts';
import { type Proof, type ProofContext, require } from './proof.ts';
import { countByContainer, readTries, type TriedLine } from './stack/access-log.ts';
import { type ContainerStack, openContainerStack } from './stack/open-stack.ts';

const atOnce = 8;
const enough = 300;

export default {
  claim:
    'In `docker compose exec app pm2 monit` the site is to be seen under a read-only root, and nginx’s log shows that a slow container is asked less and that what a dying one had in hand was read by another.',
  seconds: 240,
  async run(context) {
    // Visitors at addresses of their own, as the limits are by address: whoever comes over the host's own bridge may say so.
    const env = { TRUSTED_PROXIES: '10.0.0.0/8,172.16.0.0/12,192.168.0.0/16' };
    const stack = await openContainerStack(context, { name: 'foyer-monit', env });
    const load = keepAsking({ baseUrl: stack.baseUrl, atOnce });
    context.onEnd(async () => void (await load.stop()));
    await showMonit(context, stack);
    await showLeastConnections(context, stack);
    await showRetries(context, stack);
    const { answered, failed } = await load.stop();
    context.print(`${answered} pages answered meanwhile, ${failed} not`);
  },
} satisfies Proof;

async function showMonit(context: ProofContext, { engine, project }: ContainerStack): Promise<void> {
  const readOnly = await project.tryCompose(['exec', '-T', 'app', 'touch', '/foyer/x']);
  require(readOnly.exitCode !== 0, 'the root file system of an app container can be written to');
  // The lines as characters of their own, which the terminal of this proof can tell from letters.
  const drawing = '-e NCURSES_NO_UTF8_ACS=1 -e TERM=xterm-256color';
  const command = `${engine.program} compose -p ${project.name} exec ${drawing} app pm2 monit`;
  const env = { ...engine.env, IMAGE_PREFIX: project.name };
  const terminal = await openTerminal(context, { command, cwd: projectDir, env, columns: 150, rows: 42 });
  const giveUpAtMs = Date.now() + 120_000;
  for (;;) {
    const picture = await terminal.read();
    const values = findInPicture(picture);
    if (shownNames.every((name) => values[name]) && values['requests/s'] !== '0.0' && values['seats left'] !== '-') {
      context.print(`pm2 monit in an app container: ${describeValues(values)}`);
      return;
    }
    require(Date.now() < giveUpAtMs, `pm2 monit shows no more than this:\n${picture}`);
    if (picture.includes('App Name') && !/App Name +worker-module/.test(picture)) await terminal.press('Down');
    await pause(1_000);
  }
}

/** Resolves with what workers were asked from now on, once that is enough. */
async function readNext({ project }: ContainerStack, isEnough: (lines: TriedLine[]) => boolean): Promise<TriedLine[]> {
  const { length } = await readTries(project);
  const giveUpAtMs = Date.now() + 90_000;
  for (;;) {
    await pause(1_000);
    const lines = (await readTries(project)).slice(length);
    if (isEnough(lines)) return lines;
    require(Date.now() < giveUpAtMs, `nginx’s log does not show it in ${lines.length} lines`);
  }
}

const describeCounts = (counts: Map<string, number>) =>
  [...counts].map(([address, count]) => `${address.replace(':3000', '')} ${count}`).join(', ');

async function showLeastConnections({ print }: ProofContext, stack: ContainerStack): Promise<void> {
  const { project } = stack;
  const isEnough = (lines: TriedLine[]) => lines.length >= enough;
  const even = countByContainer(await readNext(stack, isEnough));
  require(even.size === 3, `with three containers nginx asks ${even.size}`);
  const [slow = ''] = await project.containersOf('app');
  const address = await addressOf(stack, slow);
  const shareOf = (counts: Map<string, number>) =>
    (counts.get(address) ?? 0) / [...counts.values()].reduce((sum, count) => sum + count, 0);
  print(`asked of each, all alike: ${describeCounts(even)}`);
  await project.docker(['update', '--cpus', '0.1', slow]);
  const uneven = countByContainer(await readNext(stack, isEnough));
  await project.docker(['update', '--cpus', '1', slow]);
  print(`with a tenth of a CPU for ${address.replace(':3000', '')}: ${describeCounts(uneven)}`);
  require(shareOf(even) > 0.2, `the control fails: ${address} was asked little before it was slow`);
  require(shareOf(uneven) < 0.6 * shareOf(even), `the slow container is asked as often as before`);
}

async function showRetries({ print }: ProofContext, stack: ContainerStack): Promise<void> {
  const { project } = stack;
  const [victim = ''] = await project.containersOf('app');
  const address = await addressOf(stack, victim);
  const wasTwice = ({ upstream, status }: TriedLine) => upstream.includes(', ') && status === 200;
  const before = (await readTries(project)).filter(wasTwice);
  require(before.length === 0, `the control fails: ${before.length} pages took two tries while nobody had died`);
  const retried = readNext(stack, (lines) => lines.some(wasTwice));
  const pid = Number(await project.docker(['inspect', '--format', '{{.State.Pid}}', victim]));
  process.kill(pid, 'SIGKILL');
  const [line] = (await retried).filter(wasTwice);
  require(line?.upstream.startsWith(address) === true, `the try that failed was ${line?.upstream}, not of ${address}`);
  print(
    `after kill -9: ${line.method} ${line.path} was asked of ${line.upstream}: ${line.upstreamStatus}, answered ${line.status}`,
  );
}

async function addressOf({ project }: ContainerStack, container: string): Promise<string> {
  const format = `{{(index .NetworkSettings.Networks "${project.name}_edge").IPAddress}}`;
  return `${(await project.docker(['inspect', '--format', format, container])).trim()}:3000`;
}
