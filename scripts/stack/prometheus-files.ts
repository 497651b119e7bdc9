import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ports } from './ports.ts';
import { projectDir } from './project.ts';

export type PrometheusSettings = {
  ports: Ports;
  webInstances: number;
  /** Whether the worker module runs, which has one page for all workers. */
  hasWorkerModule: boolean;
  /** How often it scrapes and evaluates rules in place of what the files say; tests have no time to wait. */
  everySeconds?: number;
};

/** Writes the configuration that Prometheus reads, its rules, and the local doors it scrapes. */
export async function writePrometheusFiles(dataDir: string, settings: PrometheusSettings): Promise<void> {
  const { ports, webInstances, hasWorkerModule, everySeconds } = settings;
  const folder = join(dataDir, 'prometheus');
  // A rule that is gone from the sources must not live on here.
  await rm(join(folder, 'rules'), { recursive: true, force: true });
  await mkdir(join(folder, 'targets'), { recursive: true });
  for (const name of ['prometheus.yml', 'rules']) {
    await cp(join(projectDir, 'prometheus', name), join(folder, name), { recursive: true });
  }
  const doors = Array.from({ length: webInstances }, (_, instance) => ports.metrics + instance);
  const web = hasWorkerModule ? [ports.scalerMetrics] : doors;
  await writeFile(join(folder, 'rules/expectations.yml'), renderExpectations(web.length, hasWorkerModule));
  if (everySeconds !== undefined) await hurry(folder, everySeconds);

  const targets = { web, courier: [ports.courierMetrics], prometheus: [ports.prometheus] };
  for (const [job, doors] of Object.entries(targets)) {
    const groups = [{ targets: doors.map((port) => `127.0.0.1:${port}`) }];
    await writeFile(join(folder, 'targets', `${job}.json`), JSON.stringify(groups));
  }
}

/** In place of the containers' figures: nothing scales containers here. */
function renderExpectations(webTargets: number, hasWorkerModule: boolean): string {
  const scaling = `      - record: foyer:scaler:expected
        labels: { loop: workers }
        expr: vector(1)
`;
  return `groups:
  - name: expectations
    rules:
      - record: foyer:web_targets:minimum
        expr: vector(${webTargets})
${hasWorkerModule ? scaling : ''}`;
}

async function hurry(folder: string, everySeconds: number): Promise<void> {
  const rules = await readdir(join(folder, 'rules'));
  for (const file of ['prometheus.yml', ...rules.map((name) => `rules/${name}`)]) {
    const text = await readFile(join(folder, file), 'utf8');
    const hurried = text.replace(/^( *(?:\w+_)?(?:interval|timeout)): \w+$/gm, `$1: ${everySeconds}s`);
    await writeFile(join(folder, file), hurried);
  }
}
