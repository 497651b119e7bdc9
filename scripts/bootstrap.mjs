// Makes the machine ready: packages by npm, servers by apt. Runs on any Node >= 18 and before anything is installed, so it
// is plain JavaScript and imports nothing but Node. Node 24 itself comes with the packages, as node_modules/.bin/node.
import { existsSync } from 'node:fs';
import process from 'node:process';
import { installPackages } from './bootstrap/npm-packages.mjs';
import { installServers } from './bootstrap/system-packages.mjs';

const purpose = process.argv[2] ?? 'start';
process.chdir(new URL('..', import.meta.url).pathname);

try {
  if (!existsSync('package-lock.json')) throw new Error('package-lock.json is missing: this is not a whole checkout.');
  // Studio is a package of its own: it is on a newer React than the site.
  await installPackages(['.', 'studio']);
  await installServers({ forTests: purpose === 'test' });
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}\n`);
  if (purpose === 'test') console.log('0 passed, 1 failed, 0 skipped');
  process.exit(1);
}
