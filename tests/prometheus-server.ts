import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { probeHttp, waitUntilReady } from '../scripts/stack/readiness.ts';
import { findFreePort } from './redis-server.ts';

const rules = fileURLToPath(new URL('../prometheus/rules/workers.yml', import.meta.url));

/**
 * A real Prometheus with the rules of the scaling loops, 15 times as fast: it reads `targets` (host:port, as job `web`) every
 * second, and windows stay four scrapes long. Gone after `stop`.
 */
export async function startPrometheus(targets: string[]) {
  const port = await findFreePort();
  const folder = await mkdtemp(join(tmpdir(), 'foyer-prometheus-'));
  const text = await readFile(rules, 'utf8');
  await writeFile(join(folder, 'workers.yml'), text.replaceAll('[1m]', '[4s]'));
  const settings = `
global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
rule_files: [workers.yml]
scrape_configs:
  - job_name: web
    static_configs: [{ targets: ${JSON.stringify(targets)} }]
`;
  await writeFile(join(folder, 'prometheus.yml'), settings);
  const options = ['--config.file=prometheus.yml', '--storage.tsdb.path=data', '--log.level=error'];
  const process = spawn('prometheus', [...options, `--web.listen-address=127.0.0.1:${port}`], {
    cwd: folder,
    stdio: 'ignore',
  });
  const exited = once(process, 'exit');
  const baseUrl = `http://127.0.0.1:${port}`;
  await waitUntilReady(probeHttp(`${baseUrl}/-/ready`), {
    timeoutMs: 20_000,
    check: async () => {
      if (process.exitCode !== null) throw new Error(`Prometheus ended with ${process.exitCode} before it was ready.`);
    },
  });
  return {
    baseUrl,
    async stop() {
      process.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
