import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout, without a slash at its end. */
export const projectDir = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** The full path of a server's program. Debian keeps some of them in sbin, which is not in everybody's PATH. */
export function requireProgram(name: string): string {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  const found = folders.map((folder) => join(folder || '.', name)).find((path) => existsSync(path));
  if (!found) throw new Error(`${name} is not installed. \`node scripts/bootstrap.mjs\` installs it or says how.`);
  return found;
}
