import { readFile } from 'node:fs/promises';
import { readAlertConfig } from './config.ts';
import { renderAlertmanagerConfig } from './render-config.ts';

// `node build/server/alertmanager/main.js [template] > alertmanager.yml`, before Alertmanager starts.
try {
  const template = await readFile(process.argv[2] ?? 'prometheus/alertmanager.yml', 'utf8');
  process.stdout.write(renderAlertmanagerConfig(template, readAlertConfig()));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
