import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatePassword, hashPassword, type PasswordHash } from './password.ts';

/** Somebody who may sign in. `passwordId` is new with each password, so that sessions of the old one end. */
export type Account = { name: string; passwordId: string; password: PasswordHash; setAt: string };

export const usualName = 'organizer';
export const isAccountName = (name: string): boolean => /^[a-z][a-z0-9._-]{0,39}$/.test(name);

const fileIn = (dataDir: string) => join(dataDir, 'organizers.json');

/** The accounts in the file as it is now: the command that sets a password need not reach the lake. */
export function createAccounts(dataDir: string) {
  let known: { stamp: string; accounts: Account[] } = { stamp: '', accounts: [] };
  return {
    find(name: string): Account | null {
      const stamp = stampOf(dataDir);
      if (stamp !== known.stamp) known = { stamp, accounts: readAccounts(dataDir) };
      return known.accounts.find((account) => account.name === name) ?? null;
    },
    /** Whether anybody has a password at all. */
    isEmpty: (): boolean => readAccounts(dataDir).length === 0,
  };
}
export type Accounts = ReturnType<typeof createAccounts>;

function stampOf(dataDir: string): string {
  const info = statSync(fileIn(dataDir), { bigint: true, throwIfNoEntry: false });
  return info ? `${info.ino} ${info.mtimeNs} ${info.size}` : 'none';
}

export function readAccounts(dataDir: string): Account[] {
  try {
    const { organizers } = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as { organizers: Account[] };
    return organizers;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Error(`The organizers in ${fileIn(dataDir)} cannot be read: ${(error as Error).message}`);
  }
}

/** Gives this organizer a password, a generated one unless told, and returns it. Whoever signed in with the old one is out. */
export async function setOrganizerPassword(
  dataDir: string,
  { name = usualName, password = generatePassword() }: { name?: string; password?: string } = {},
): Promise<string> {
  if (!isAccountName(name)) {
    throw new Error(`"${name}" cannot be a name: small letters, digits, . _ - and a letter first, 40 at most.`);
  }
  const account = {
    name,
    passwordId: randomUUID(),
    password: await hashPassword(password),
    setAt: new Date().toISOString(),
  };
  const others = readAccounts(dataDir).filter((each) => each.name !== name);
  writeAccounts(dataDir, [...others, account]);
  return password;
}

/** False where there is nobody of that name. */
export function removeOrganizer(dataDir: string, name: string): boolean {
  const accounts = readAccounts(dataDir);
  const left = accounts.filter((account) => account.name !== name);
  if (left.length < accounts.length) writeAccounts(dataDir, left);
  return left.length < accounts.length;
}

/** Aside and then renamed: who reads meanwhile sees the old file or the new one. */
function writeAccounts(dataDir: string, organizers: Account[]): void {
  mkdirSync(dataDir, { recursive: true });
  const draft = `${fileIn(dataDir)}.${randomUUID()}.new`;
  writeFileSync(draft, `${JSON.stringify({ organizers }, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(draft, fileIn(dataDir));
}
