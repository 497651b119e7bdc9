import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { downloadFromTesting } from './debian.ts';
import { cacheDir, type Engine } from './engine.ts';
import { runProgram, tryProgram } from './run-program.ts';

/** What Debian's docker.io lacks: compose, and buildx, which compose builds with. */
const plugins = ['docker-compose', 'docker-buildx'];

/** The environment in which `docker compose` (2.20 or later) and `docker buildx` work, fetched where they are missing. */
export async function findComposePlugins(
  engine: Engine,
  progress: (message: string) => void,
): Promise<Record<string, string>> {
  if (await haveBoth(engine, {})) return {};
  const config = join(cacheDir, 'docker-config');
  const env = { DOCKER_CONFIG: config };
  if (await haveBoth(engine, env)) return env;
  progress('fetching docker compose and buildx from Debian');
  await mkdir(join(config, 'cli-plugins'), { recursive: true });
  const own = join(homedir(), '.docker/config.json');
  if (existsSync(own)) await copyFile(own, join(config, 'config.json'));
  const unpacked = join(cacheDir, 'apt/unpacked');
  for (const file of await downloadFromTesting(plugins)) await runProgram('dpkg-deb', ['-x', file, unpacked]);
  for (const name of plugins) {
    const places = ['usr/libexec/docker/cli-plugins', 'usr/lib/docker/cli-plugins'].map((folder) =>
      join(unpacked, folder, name),
    );
    const file = places.find((place) => existsSync(place));
    if (!file) throw new Error(`Debian's package ${name} has no plugin in ${places.join(' or ')}.`);
    const target = join(config, 'cli-plugins', name);
    await copyFile(file, target);
    await chmod(target, 0o755);
  }
  await rm(join(cacheDir, 'apt'), { recursive: true });
  if (!(await haveBoth(engine, env))) throw new Error('docker compose and buildx do not run here.');
  return env;
}

async function haveBoth({ program }: Engine, env: Record<string, string>): Promise<boolean> {
  const compose = await tryProgram(program, ['compose', 'version', '--short'], { env });
  const [major = 0, minor = 0] = compose.stdout.trim().replace(/^v/, '').split('.').map(Number);
  const isRecent = compose.exitCode === 0 && (major > 2 || (major === 2 && minor >= 20));
  return isRecent && (await tryProgram(program, ['buildx', 'version'], { env })).exitCode === 0;
}
