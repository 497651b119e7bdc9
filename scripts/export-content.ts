// `npm run content:export -- FILE.tar.gz`: the content of the Foyer that is open here, or of the Sanity project that
// SANITY_PROJECT_ID names, as an archive that `content:import` and Sanity's own command line take. Exit status 2 when there is none.
import { fromCallersFolder, readContentTarget } from './config.ts';
import { exportContent } from './content/move-content.ts';

const [file, ...more] = process.argv.slice(2);
try {
  if (!file?.endsWith('.tar.gz') || more.length > 0) {
    throw new Error('Say where to: npm run content:export -- FILE.tar.gz');
  }
  const { documents, assets } = await exportContent(readContentTarget(), fromCallersFolder(file));
  console.log(`${documents} documents and ${assets} pictures are in ${file}.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
