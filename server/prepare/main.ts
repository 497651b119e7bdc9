// The container that runs before all others and ends: it makes the secrets that nobody gave, checks every variable of the site once,
// and writes what nginx and Alertmanager read. Whoever waits for it never starts on a wrong configuration.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLog } from '../../platform/log.ts';
import { readAlertConfig } from '../alertmanager/config.ts';
import { renderAlertmanagerConfig } from '../alertmanager/render-config.ts';
import { usesStandIns } from '../config.ts';
import { readPlaces, readSiteConfig } from './config.ts';
import { renderNginxSettings } from './nginx-settings.ts';
import { readOrMakeSecrets } from './secrets.ts';

const log = createLog('prepare');

async function write(folder: string, name: string, text: string, mode?: number): Promise<void> {
  const file = join(folder, name);
  await writeFile(`${file}.new`, text, { mode });
  await rename(`${file}.new`, file);
}

try {
  const places = readPlaces();
  const secrets = await readOrMakeSecrets(places.SECRETS_DIR);
  const config = readSiteConfig(secrets);
  const alerts = readAlertConfig();
  // Lines for a shell (containers/entry.sh): nothing in a secret needs quoting.
  const lines = Object.entries(secrets).map(([name, value]) => `${name}=${value}\n`);
  await write(places.SECRETS_DIR, 'secrets.env', lines.join(''), 0o600);
  for (const [name, text] of Object.entries(renderNginxSettings(config))) {
    await write(places.NGINX_SETTINGS_DIR, name, text);
  }
  const template = await readFile('prometheus/alertmanager.yml', 'utf8');
  await write(places.ALERTMANAGER_SETTINGS_DIR, 'alertmanager.yml', renderAlertmanagerConfig(template, alerts));
  const { PUBLIC_BASE_URL, SANITY_PROJECT_ID, PAYPAL_ENVIRONMENT } = config;
  if (usesStandIns(config)) {
    log.warn(
      { PUBLIC_BASE_URL },
      'DEMO: content, payments or mail are made up on this machine; nothing is charged or sent',
    );
  } else log.info({ PUBLIC_BASE_URL, SANITY_PROJECT_ID, PAYPAL_ENVIRONMENT }, 'the configuration is whole');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
