import { readLakeConfig } from '../config.ts';
import { setOrganizerPassword, usualName } from './accounts.ts';

// `node build/stand-ins/content-lake/login/password-main.js [NAME]` where there is no checkout; in one, `npm run organizer:password`.
try {
  const name = process.argv[2] ?? usualName;
  console.log(`${name}  ${await setOrganizerPassword(readLakeConfig().LAKE_DATA_DIR, { name })}`);
  console.log('Shown this once, stored nowhere.');
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
