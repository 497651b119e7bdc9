import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectDir } from '../scripts/stack/project.ts';
import type { Ran } from '../scripts/test-stack/run-program.ts';
import { tryProgram } from '../scripts/test-stack/run-program.ts';
import { type Proof, type ProofContext, require } from './proof.ts';
import { keepMixing } from './stack/mixed-load.ts';
import { type ContainerStack, openContainerStack } from './stack/open-stack.ts';

const usualPace = 40;

// `npm run prove -- stack-update 10`: ten requests a second, for a machine that does something else besides.
export default {
  claim:
    'An update by containers/update.sh replaces every app container, and everything else that has changed, under pages and forms without losing a request; a version that does not run, or a wrong variable, changes nothing; plain `docker compose up` loses some.',
  seconds: 300,
  async run(context) {
    const { print, args } = context;
    const stack = await openContainerStack(context, { name: 'foyer-update', env: stackEnv });
    const { project, baseUrl } = stack;
    const load = keepMixing({ baseUrl, perSecond: Number(args[0]) || usualPace });
    context.onEnd(async () => void (await load.stop()));
    const count = async (what: string) => {
      await load.settle();
      const { pages, forms, lost } = load.counts();
      print(`${what}: ${pages} pages and ${forms} forms, ${lost.length} lost ${lost.slice(0, 3).join(', ')}`);
      return { lost: lost.length, isLoad: forms > 20 && pages > 20 };
    };

    const first = await project.containersOf('app');
    const nginx = await project.containersOf('nginx');
    load.reset();
    const updated = await update(stack, { IMAGE_TAG: 'next' });
    for (const line of readWords(updated)) print(line);
    require(updated.exitCode ===
      0, `the update failed:\n${updated.stdout.slice(-2_000)}\n${updated.stderr.slice(-3_000)}`);
    const during = await count('updated');
    require(during.isLoad, 'there was hardly any load');
    require(during.lost === 0, 'the update lost requests');
    const second = await project.containersOf('app');
    require(second.length === first.length, `there are ${second.length} app containers afterwards`);
    require(!second.some((id) => first.includes(id)), 'the update has left an old container');
    await requireTag(stack, ['app', 'courier', 'scaler', 'studio'], 'next');
    const nginxAfter = await project.containersOf('nginx');
    require(nginxAfter.join() === nginx.join(), 'nginx was replaced, although nothing of it has changed');

    const refusals = [
      { what: 'a wrong variable', env: { HOLD_MINUTES: 'soon' }, words: /HOLD_MINUTES[\s\S]*nothing was changed/ },
      { what: 'a version that ends at once', env: await brokenVersion(context), words: /does not get healthy/ },
    ];
    for (const { what, env, words } of refusals) {
      load.reset();
      const refused = await update(stack, { IMAGE_TAG: 'next', ...env }, '--no-build');
      for (const line of readWords(refused)) print(line);
      require(refused.exitCode !== 0 && words.test(`${refused.stdout}${refused.stderr}`), `${what} is not refused`);
      require((await count(what)).lost === 0, `${what} lost requests`);
      const stayed = await project.containersOf('app');
      require(stayed.sort().join() === second.sort().join(), `${what} has changed the app containers`);
    }

    // Control: as compose does it by itself.
    load.reset();
    const env = { IMAGE_TAG: 'next', LOG_LEVEL: 'warn' };
    await project.compose(['up', '-d', '--wait', '--pull', 'never'], { env });
    const { lost } = await count('control, plain `docker compose up -d`');
    require(lost > 0, 'the control was not noticed: all containers were replaced at once and nothing was lost');
    const check = await project.tryCompose(['exec', '-T', 'courier', 'foyer', 'ledger:check']);
    require(check.exitCode === 0, `ledger:check: ${check.stdout}`);
  },
} satisfies Proof;

const stackEnv = { TRUSTED_PROXIES: '10.0.0.0/8,172.16.0.0/12,192.168.0.0/16', HEALTH_INTERVAL: '3s' };

/** As an operator runs it: the script, and an environment. */
function update({ engine, project }: ContainerStack, env: Record<string, string>, ...args: string[]): Promise<Ran> {
  const path = engine.program.includes('/') ? `${dirname(engine.program)}:${process.env.PATH}` : `${process.env.PATH}`;
  return tryProgram('sh', ['containers/update.sh', ...args], {
    cwd: projectDir,
    env: { ...project.env, PATH: path, COMPOSE_PROJECT_NAME: project.name, ...env },
  });
}

const readWords = ({ stderr }: Ran) => stderr.split('\n').filter((line) => line.startsWith('update: '));

async function brokenVersion(context: ProofContext): Promise<Record<string, string>> {
  const file = join(await context.makeFolder(), 'broken.yml');
  await writeFile(file, "services:\n  app:\n    command: ['false']\n");
  return { COMPOSE_FILE: `docker-compose.yml:docker-compose.override.yml:${file}` };
}

async function requireTag({ project }: ContainerStack, services: string[], tag: string): Promise<void> {
  for (const service of services) {
    for (const id of await project.containersOf(service)) {
      const image = (await project.docker(['inspect', '--format', '{{.Config.Image}}', id])).trim();
      require(image.endsWith(`:${tag}`), `${service} still runs ${image}`);
    }
  }
}
