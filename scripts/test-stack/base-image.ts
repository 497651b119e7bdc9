import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMirror } from './debian.ts';
import type { Engine } from './engine.ts';
import { runProgram, tryProgram } from './run-program.ts';

export const baseImage = 'foyer-test/debian:forky';

const bundle = '/etc/ssl/certs/ca-certificates.crt';

/** A small Debian, made with debootstrap: for where no image can be fetched. Trusts whom this machine trusts. */
export async function ensureBaseImage(engine: Engine, progress: (message: string) => void): Promise<void> {
  const known = await tryProgram(engine.program, ['image', 'inspect', '--format', '{{.Id}}', baseImage]);
  if (known.exitCode === 0) return;
  progress('making a base image with debootstrap');
  // Not below the project: its files belong to root and to others.
  const folder = await mkdtemp(join(tmpdir(), 'foyer-base-'));
  try {
    const root = join(folder, 'root');
    // The script of Debian's unstable release fits every release since; an older debootstrap does not know this one's name.
    const script = '/usr/share/debootstrap/scripts/sid';
    await runProgram('debootstrap', [
      '--variant=minbase',
      '--include=ca-certificates',
      'forky',
      root,
      await findMirror(),
      script,
    ]);
    await mkdir(join(root, 'etc/ssl/certs'), { recursive: true });
    await copyFile(process.env.NODE_EXTRA_CA_CERTS ?? process.env.SSL_CERT_FILE ?? bundle, join(root, bundle));
    await writeFile(join(root, 'etc/apt/apt.conf.d/90foyer'), 'Acquire::Check-Valid-Until "false";\n');
    for (const name of ['var/cache/apt/archives', 'var/lib/apt/lists']) {
      await rm(join(root, name), { recursive: true, force: true });
      await mkdir(join(root, name, 'partial'), { recursive: true });
    }
    const tar = spawn('tar', ['-C', root, '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const changes = [`ENV SSL_CERT_FILE=${bundle}`, `ENV NODE_EXTRA_CA_CERTS=${bundle}`, 'LABEL foyer.stand-in=Debian'];
    const flags = changes.flatMap((change) => ['--change', change]);
    await runProgram(engine.program, ['import', ...flags, '-', baseImage], { input: tar.stdout });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
