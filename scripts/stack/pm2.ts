import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isAlive } from './process-identity.ts';
import { projectDir } from './project.ts';

/** An entry for PM2's process table; the fields are PM2's own. */
export type Pm2App = { name: string; script: string; env?: Record<string, string> } & Record<string, unknown>;

export type Pm2Process = { name: string; id: number; pid: number; instance: number; status: string; restarts: number };

export type Pm2 = ReturnType<typeof createPm2>;

// A socket's path may have about 108 bytes, and PM2 puts two into its home: the data folder itself may lie too deep.
export function findPm2Home(dataDir: string): string {
  const name = `foyer-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`;
  const inTemp = join(tmpdir(), name);
  return inTemp.length < 80 ? inTemp : join('/tmp', name);
}

/** A PM2 of our own, driven by its command line: as a library it keeps one home a process and ends the process at will. */
export function createPm2(home: string, baseEnv: Record<string, string>) {
  const env: NodeJS.ProcessEnv = {
    ...baseEnv,
    PATH: `${dirname(process.execPath)}:${baseEnv.PATH ?? ''}`,
    PM2_HOME: home,
    // Workers accept connections themselves (docs/decisions/009-workers-accept-themselves.md).
    NODE_CLUSTER_SCHED_POLICY: 'none',
    // What production runs: React's development build takes half as long again for a page.
    NODE_ENV: 'production',
    // No banner, no look for a newer version over the network, no agent.
    PM2_DISCRETE_MODE: 'true',
    PM2_DISABLE_VERSION_CHECK: 'true',
    PM2_NO_INTERACTION: 'true',
  };

  function run(...args: string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(projectDir, 'node_modules/pm2/bin/pm2'), ...args], {
        env,
        cwd: projectDir,
        stdio: ['ignore', 'pipe', 'pipe'],
        // A group of its own: Ctrl-C in the terminal asks us to stop, and must not break off what we then ask PM2.
        detached: true,
        timeout: 120_000,
      });
      const said = { stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said.stdout += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said.stderr += text;
      });
      child.on('error', reject);
      child.on('close', (code) => {
        if (code === 0) resolve(said.stdout);
        else
          reject(new Error(`pm2 ${args[0]} failed: ${`${said.stderr}${said.stdout}`.trim() || `exit code ${code}`}`));
      });
    });
  }

  function findDaemon(): number | null {
    try {
      const pid = Number(readFileSync(join(home, 'pm2.pid'), 'utf8'));
      return isAlive(pid) ? pid : null;
    } catch {
      return null;
    }
  }

  async function list(): Promise<Pm2Process[]> {
    // Asked while none runs, PM2 would start one.
    if (findDaemon() === null) return [];
    const output = await run('jlist');
    const entries = JSON.parse(output.slice(output.indexOf('['))) as {
      name: string;
      pm_id: number;
      pid: number;
      pm2_env: { status: string; restart_time: number; NODE_APP_INSTANCE?: number };
    }[];
    return entries.map((entry) => ({
      name: entry.name,
      id: entry.pm_id,
      pid: entry.pid,
      instance: entry.pm2_env.NODE_APP_INSTANCE ?? 0,
      status: entry.pm2_env.status,
      restarts: entry.pm2_env.restart_time,
    }));
  }

  return {
    home,
    /** Any command of PM2's; returns what it prints. */
    run,
    findDaemon,
    list,
    /** Returns once those with `wait_ready` have said so, or their time is over. */
    async start(apps: Pm2App[]): Promise<void> {
      prepareHome(home);
      const file = join(home, 'apps.json');
      writeFileSync(file, JSON.stringify({ apps }), { mode: 0o600 });
      await run('start', file);
    },
    /** Each process makes way for a new one, which is ready before the old one is told to go. */
    async reload(name: string): Promise<void> {
      await run('reload', name);
    },
    async remove(names: string[]): Promise<void> {
      const known = (await list()).map((entry) => entry.name);
      const wanted = names.filter((name) => known.includes(name));
      if (wanted.length > 0) await run('delete', ...wanted);
    },
    async kill(): Promise<void> {
      if (findDaemon() !== null) await run('kill');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function prepareHome(home: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Error(
      `Foyer keeps its process manager's files in ${home}, and cannot make that folder: ${(error as Error).message}. TMPDIR says where else.`,
    );
  }
  const info = lstatSync(home);
  // The folder's name can be foreseen: somebody else's folder, or a link to one, must not receive our secrets.
  if (!info.isDirectory() || info.uid !== process.getuid?.()) {
    throw new Error(
      `${home} belongs to somebody else; Foyer keeps its process manager's files there. Remove it, please.`,
    );
  }
  const settings = join(home, 'module_conf.json');
  // The system figures PM2 collects by default cost more than our idle stack does.
  if (!existsSync(settings)) writeFileSync(settings, JSON.stringify({ pm2: { sysmonit: 'false' } }));
}
