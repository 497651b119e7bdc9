import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ClientConfig, createClient, type SanityClient } from '@sanity/client';
import { findFreePort } from './redis-server.ts';

const entry = fileURLToPath(new URL('../stand-ins/content-lake/main.ts', import.meta.url));
export const lakeToken = 'a-token-of-the-tests-alone';

export type LakeServer = {
  url: string;
  dataDir: string;
  /** Everything that the lake has said. */
  log(): string;
  /** The unmodified client; without a token it is anybody on the internet. */
  connect(options?: ClientConfig): SanityClient;
  /** Ends the process at once and waits until it is gone; its folder stays. */
  kill(): Promise<void>;
  /** The same folder and port again. */
  startAgain(): Promise<void>;
  /** Process and folder are gone after this. */
  stop(): Promise<void>;
};

/** A real lake in a process of its own, seeded as usual. `settings` are its environment variables. */
export async function startLakeServer(settings: Record<string, string> = {}): Promise<LakeServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'foyer-lake-'));
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  let said = '';
  let child: ChildProcess;

  async function start(): Promise<void> {
    said = '';
    const env = {
      NODE_ENV: 'test' as const,
      PATH: process.env.PATH,
      LAKE_PORT: String(port),
      LAKE_DATA_DIR: dataDir,
      LAKE_TOKEN: lakeToken,
      LAKE_PUBLIC_URL: url,
      ...settings,
    };
    child = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const listening = new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('"msg":"listening"')) resolve();
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the lake ended with ${code}: ${said}`)));
    });
    await listening;
  }

  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  await start();
  return {
    url,
    dataDir,
    log: () => said,
    connect: (options = {}) =>
      createClient({
        projectId: 'local',
        dataset: 'production',
        apiVersion: '2025-02-19',
        apiHost: url,
        useProjectHostname: false,
        useCdn: false,
        maxRetries: 0,
        timeout: 10_000,
        ...options,
      }),
    kill,
    startAgain: start,
    async stop() {
      await kill();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
