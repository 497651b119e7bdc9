// `npm run content:types`: the types of what each query answers, from Studio's schema, into server/content/content-types.ts.
import { writeFile } from 'node:fs/promises';
import { contentTypesFile, generateContentTypes } from './build/generate-content-types.ts';

try {
  await writeFile(contentTypesFile, await generateContentTypes());
  console.log(`${contentTypesFile} is written`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
