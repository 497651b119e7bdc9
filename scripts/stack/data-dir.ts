import { access, constants, mkdir, rename, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isTicketKey, parseTicketKey, toPublicPem } from '../../server/tickets/ticket-keys.ts';

const usuallyNeededBytes = 300 * 1024 * 1024;
const oldLogBytes = 10 * 1024 * 1024;

/** Makes the folders of a stack's data; throws one plain error where they cannot be written to or the disk is nearly full. */
export async function prepareDataDir(
  dataDir: string,
  folders: string[],
  neededBytes = usuallyNeededBytes,
): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.W_OK | constants.X_OK);
    for (const folder of folders) {
      await mkdir(join(dataDir, folder), { recursive: true });
      await access(join(dataDir, folder), constants.W_OK | constants.X_OK);
    }
  } catch (error) {
    throw new Error(`Foyer keeps its data in ${dataDir}, and cannot write there: ${(error as Error).message}`);
  }
  const disk = await statfs(dataDir);
  const freeBytes = disk.bavail * disk.bsize;
  if (freeBytes < neededBytes) {
    throw new Error(
      `The disk that holds ${dataDir} is nearly full: ${Math.floor(freeBytes / 1024 ** 2)} MB are free, Foyer needs ${Math.ceil(neededBytes / 1024 ** 2)} MB. Orders must never meet a full disk.`,
    );
  }
}

/** Yesterday's long log makes room for today's; one older log of each is kept. */
export async function setLongLogAside(file: string): Promise<void> {
  const size = await stat(file).then(
    (info) => info.size,
    () => 0,
  );
  if (size > oldLogBytes) await rename(file, `${file}.1`);
}

<<<<<<< HEAD
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
 * The local stack's own secrets, made once: order links and tickets from yesterday must still be good today. A file from
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

=======
>>>>>>> 8e9aaa5 (Containers: the images, the compose file and the demo beside it, and how an engine is had for its tests)
/** The half of the ticket key that everybody may have; `npm run ticket:verify` looks for it here. */
export const publicKeyFile = (dataDir: string) => join(dataDir, 'ticket-public-key.pem');

export async function writePublicKey(dataDir: string, ticketKey: string): Promise<void> {
  if (!isTicketKey(ticketKey)) throw new Error('TICKET_PRIVATE_KEY is no Ed25519 key; see .env.example.');
  await writeFile(publicKeyFile(dataDir), toPublicPem(parseTicketKey(ticketKey)));
}
