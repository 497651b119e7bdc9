// `npm run content:import -- FILE`: an archive of `content:export` or of Sanity's own command line (or NDJSON alone) into the Foyer
// that is open here, or into the Sanity project that SANITY_PROJECT_ID names. Exit status 1 with warnings, 2 when it was not done.
import { fromCallersFolder, readContentTarget } from './config.ts';
import { importContent } from './content/move-content.ts';

const [file, ...more] = process.argv.slice(2);
try {
  if (!file || more.length > 0) throw new Error('Say what: npm run content:import -- FILE (.tar.gz or .ndjson)');
  const { documents, warnings } = await importContent(readContentTarget(), fromCallersFolder(file));
  console.log(`${documents} documents imported.`);
  for (const warning of warnings) console.warn(warning);
  if (warnings.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
