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

/** The half of the ticket key that everybody may have; `npm run ticket:verify` looks for it here. */
export const publicKeyFile = (dataDir: string) => join(dataDir, 'ticket-public-key.pem');

export async function writePublicKey(dataDir: string, ticketKey: string): Promise<void> {
  if (!isTicketKey(ticketKey)) throw new Error('TICKET_PRIVATE_KEY is no Ed25519 key; see .env.example.');
  await writeFile(publicKeyFile(dataDir), toPublicPem(parseTicketKey(ticketKey)));
}
