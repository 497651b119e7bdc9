import { DomUtils, parseDocument } from 'htmlparser2';
import type { Stack } from '../../scripts/stack/start-stack.ts';

/** What visitors read on a page: its main part, by its path. */
export type Site = Map<string, { status: number; words: string }>;

/** A page with a form is one visitor's own; its words differ from visit to visit. */
const isForm = (path: string) => /^\/(register|orders|pay)\b/.test(path);

/**
 * Reads a page as somebody with a cookie, whom nginx's cache never serves: the answer is a worker's. Each page from an address
 * of its own, or the limits would meet the reader.
 */
export async function readPage(stack: Stack, path: string, visitor: number) {
  const address = `10.30.${Math.floor(visitor / 250)}.${(visitor % 250) + 1}`;
  const response = await fetch(new URL(path, stack.baseUrl), {
    headers: { Cookie: 'seen=before', 'X-Forwarded-For': address },
    signal: AbortSignal.timeout(20_000),
  });
  const document = parseDocument(await response.text());
  const [main] = DomUtils.getElementsByTagName('main', document);
  const links = DomUtils.getElementsByTagName('a', document).map((link) => link.attribs.href ?? '');
  const words = main && !isForm(path) ? DomUtils.textContent(main).replace(/\s+/g, ' ').trim() : '';
  return { status: response.status, words, links };
}

/** Every page that can be reached from the home page by links within the site. */
export async function crawl(stack: Stack): Promise<Site> {
  const site: Site = new Map();
  const waiting = new Set(['/']);
  for (const path of waiting) {
    const { status, words, links } = await readPage(stack, path, site.size);
    site.set(path, { status, words });
    for (const link of links) {
      const isOurs = link.startsWith('/') && !link.startsWith('//');
      if (isOurs) waiting.add(link.replace(/#.*$/, ''));
    }
  }
  return site;
}

/** Pages that do not answer 200 with the words that were there before, each in words. */
export async function findMissing(stack: Stack, before: Site): Promise<string[]> {
  const missing: string[] = [];
  let visitor = 0;
  for (const [path, { words }] of before) {
    const now = await readPage(stack, path, visitor++).catch((error: Error) => ({ status: 0, words: error.message }));
    if (now.status !== 200) missing.push(`${path} answers ${now.status}`);
    else if (now.words !== words) missing.push(`${path} says something else`);
  }
  return missing;
}
