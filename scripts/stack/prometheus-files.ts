import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ports } from './ports.ts';
import { projectDir } from './project.ts';

/** Writes the configuration that Prometheus reads, and the local doors it scrapes. */
export async function writePrometheusFiles(dataDir: string, ports: Ports, webInstances: number): Promise<void> {
  const folder = join(dataDir, 'prometheus');
  await mkdir(join(folder, 'targets'), { recursive: true });
  await cp(join(projectDir, 'prometheus/prometheus.yml'), join(folder, 'prometheus.yml'));
  const workers = Array.from({ length: webInstances }, (_, instance) => ports.metrics + instance);
  const targets = { web: workers, courier: [ports.courierMetrics], prometheus: [ports.prometheus] };
  for (const [job, doors] of Object.entries(targets)) {
    const groups = [{ targets: doors.map((port) => `127.0.0.1:${port}`) }];
    await writeFile(join(folder, 'targets', `${job}.json`), JSON.stringify(groups));
  }
}
