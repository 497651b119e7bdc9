import { readdir } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { SitePage } from '../../scripts/browser/site-pages.ts';
import { sendForm } from '../../scripts/browser/site-pages.ts';

const folder = fileURLToPath(new URL('../../nginx/errors/', import.meta.url));
/** One more than an address may send in a minute. */
const tooManyForms = 31;

/** What answers where the site itself cannot: nginx's own pages, and the worker's where it has had enough of somebody. */
export async function listBarePages(): Promise<SitePage[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.html'));
  return [
    ...files.map((name): SitePage => {
      const address = pathToFileURL(`${folder}${name}`).href;
      return { name: `nginx-${name.replace('.html', '')}`, status: 200, open: (page) => page.goto(address) };
    }),
    {
      name: 'worker-too-many-forms',
      status: 429,
      async open(page) {
        let answer = await sendForm(page, '/tickets', {});
        for (let sent = 1; sent < tooManyForms; sent += 1) answer = await sendForm(page, '/tickets', {});
        return answer;
      },
    },
  ];
}
