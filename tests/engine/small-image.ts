import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { AskSocket } from '../../platform/ask-socket.ts';

const run = promisify(execFile);
const name = `foyer-test/node:${process.version}`;

/** An image of Node and the libraries it needs, from this machine: nothing is pulled. Made once, kept for the next time. */
export async function ensureSmallImage(ask: AskSocket, socketPath: string): Promise<string> {
  const there = await ask({ method: 'GET', path: `/images/${encodeURIComponent(name)}/json` });
  if (there.status === 404) await importImage(socketPath);
  return name;
}

async function importImage(socketPath: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-image-'));
  try {
    const { stdout } = await run('ldd', [process.execPath]);
    const libraries = [...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path ?? '');
    for (const path of libraries) {
      await mkdir(join(folder, dirname(path)), { recursive: true });
      await cp(await realpath(path), join(folder, path));
    }
    await cp(await realpath(process.execPath), join(folder, 'node'));
    const [repository, tag] = name.split(':');
    await post(socketPath, `/images/create?fromSrc=-&repo=${repository}&tag=${tag}`, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The folder as a tar, sent while it is made. */
function post(socketPath: string, path: string, folder: string): Promise<void> {
  const tar = spawn('tar', ['-c', '-C', folder, '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, method: 'POST', path, headers: { host: 'localhost' } }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () =>
        response.statusCode === 200 && !text.includes('"error"')
          ? resolve()
          : reject(new Error(`The engine did not import the image: ${text}`)),
      );
    });
    asked.on('error', reject);
    tar.stdout.pipe(asked);
  });
}
