// `npm run organizer:password [-- NAME]`: a new password for who signs in to the built-in Studio; `--remove` takes one away.
// With a Sanity project, Sanity's own accounts sign in.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  readAccounts,
  removeOrganizer,
  setOrganizerPassword,
  usualName,
} from '../stand-ins/content-lake/login/accounts.ts';
import { projectDir } from './stack/project.ts';

const usage = 'npm run organizer:password [-- NAME [--remove]]';

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { remove: { type: 'boolean' }, data: { type: 'string', default: join(projectDir, 'var') } },
  });
  if (positionals.length > 1) throw new Error('One name at a time.');
  const lakeDir = join(values.data, 'lake');
  const name = positionals[0] ?? usualName;
  if (values.remove) {
    if (!removeOrganizer(lakeDir, name)) throw new Error(`There is no organizer named ${name}.`);
    console.log(`${name} is removed and signed out everywhere.`);
  } else {
    const isNew = !readAccounts(lakeDir).some((account) => account.name === name);
    const password = await setOrganizerPassword(lakeDir, { name });
    console.log(`${name}  ${password}\n`);
    console.log(
      isNew
        ? 'Shown this once, stored nowhere.'
        : 'Shown this once, stored nowhere. Whoever was signed in as them is out.',
    );
  }
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`);
  process.exitCode = 2;
}
