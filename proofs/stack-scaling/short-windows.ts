import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectDir } from '../../scripts/stack/project.ts';

const scrapeSeconds = 3;
/** Windows alone; thresholds are the product's. */
export const shortWindows = {
  SCALE_POLL_SECONDS: '4',
  SCALE_COOLDOWN_SECONDS: '20',
  SCALE_DOWN_WINDOW_SECONDS: '16',
  SCALE_YOUNG_SECONDS: '16',
  PROMETHEUS_SCRAPE_SECONDS: String(scrapeSeconds),
};

/** A compose file beside the product's own: Prometheus looks every 3 s, and its rules still span four looks. */
export async function writeShortWindows(folder: string): Promise<string> {
  const own = join(projectDir, 'prometheus');
  const rules = join(folder, 'rules');
  await mkdir(rules, { recursive: true });
  const config = await readFile(join(own, 'containers/prometheus.yml'), 'utf8');
  const faster = config
    .replace(/scrape_interval: 15s/, `scrape_interval: ${scrapeSeconds}s`)
    .replace(/scrape_timeout: 10s/, `scrape_timeout: ${scrapeSeconds}s`)
    .replace(/evaluation_interval: 15s/, `evaluation_interval: ${scrapeSeconds}s`)
    .replaceAll('refresh_interval: 5s', 'refresh_interval: 2s');
  await writeFile(join(folder, 'prometheus.yml'), faster);
  for (const name of await readdir(join(own, 'rules'))) {
    await cp(join(own, 'rules', name), join(rules, name));
  }
  const workers = await readFile(join(own, 'rules/workers.yml'), 'utf8');
  await writeFile(join(rules, 'workers.yml'), workers.replaceAll('[1m]', `[${4 * scrapeSeconds}s]`));
  const file = join(folder, 'short-windows.yml');
  await writeFile(
    file,
    `services:
  prometheus:
    volumes:
      - ${join(folder, 'prometheus.yml')}:/etc/prometheus/prometheus.yml:ro
      - ${rules}:/etc/prometheus/rules:ro
`,
  );
  return file;
}
