// `npm run programme:import -- FILE`: brings a schedule in the format of C3VOC, frab and pretalx into the content of the Foyer
// that is open here, or into the Sanity project that SANITY_PROJECT_ID names. Exit status 0 when everything in the file was
// taken, 1 when some entries were not (the others are imported), 2 when the import was not done.
import { fromCallersFolder, readContentTarget } from './config.ts';
import { runImport } from './programme/run-import.ts';

const [file, ...more] = process.argv.slice(2);
if (!file || more.length > 0) {
  console.error('Say which file: npm run programme:import -- FILE (a schedule.json of C3VOC, frab or pretalx)');
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await runImport(fromCallersFolder(file), readContentTarget, console.log);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
}
