import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTicketKey } from '../tickets/ticket-keys.ts';

const secretMakers = {
  SESSION_SECRET: randomSecret,
  ORDER_LINK_SECRET: randomSecret,
  LAKE_TOKEN: randomSecret,
  SANITY_WEBHOOK_SECRET: randomSecret,
  TICKET_PRIVATE_KEY: createTicketKey,
  PAYPAL_STAND_IN_CLIENT_ID: randomSecret,
  PAYPAL_STAND_IN_CLIENT_SECRET: randomSecret,
  PAYPAL_STAND_IN_WEBHOOK_ID: () => randomBytes(8).toString('hex').toUpperCase(),
};

export type Secrets = Record<keyof typeof secretMakers, string>;

const secretNames = Object.keys(secretMakers) as (keyof Secrets)[];

/**
 * An installation's own secrets, made once: order links and tickets from yesterday must still be good today. A file from
 * before a secret was needed gets that one added.
 */
export async function readOrMakeSecrets(dataDir: string): Promise<Secrets> {
  const file = join(dataDir, 'secrets.json');
  const kept = await readKeptSecrets(file);
  const missing = secretNames.filter((name) => !kept[name]);
  const made = Object.fromEntries(missing.map((name) => [name, secretMakers[name]()]));
  const secrets = { ...kept, ...made } as Secrets;
  if (missing.length > 0) {
    // Aside and then renamed: a full disk or a kill in between must not cost the old ones.
    await writeFile(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
  return secrets;
}

async function readKeptSecrets(file: string): Promise<Partial<Secrets>> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Partial<Secrets>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Error(`The secrets in ${file} cannot be read: ${(error as Error).message}`);
  }
}

function randomSecret(): string {
  return randomBytes(32).toString('hex');
}
