import { DomUtils, parseDocument } from 'htmlparser2';
import { createVisitor } from '../visitors/create-visitor.ts';
import type { Expected } from './expected.ts';

type Page = { path: string; status: number; heading: string; times: string[]; links: Set<string> };

/** One address per visitor keeps each below the limit of requests a second. */
const pagesPerVisitor = 20;
const visitorsAtOnce = 4;

export function createReader(baseUrl: string) {
  let visitors = 0;
  const arrive = () => {
    visitors += 1;
    return createVisitor({ baseUrl, address: `10.20.${Math.floor(visitors / 250)}.${(visitors % 250) + 1}` });
  };

  async function open(visitor: ReturnType<typeof arrive>, path: string): Promise<Page> {
    const { status, html } = await visitor.open(path);
    const document = parseDocument(html);
    const all = (name: string) => DomUtils.getElementsByTagName(name, document);
    return {
      path,
      status,
      heading: DomUtils.textContent(all('h1')).trim(),
      times: all('time').map((time) => new Date(time.attribs.datetime ?? '').toISOString()),
      links: new Set(all('a').map((link) => link.attribs.href ?? '')),
    };
  }

  async function openAll(paths: string[]): Promise<Page[]> {
    const groups: string[][] = [];
    for (let at = 0; at < paths.length; at += pagesPerVisitor) groups.push(paths.slice(at, at + pagesPerVisitor));
    const pages: Page[] = [];
    const work = async () => {
      for (let group = groups.shift(); group; group = groups.shift()) {
        const visitor = arrive();
        for (const path of group) pages.push(await open(visitor, path));
      }
    };
    await Promise.all(Array.from({ length: visitorsAtOnce }, work));
    return pages;
  }

  const below = (page: Page, folder: string) => [...page.links].filter((href) => href.startsWith(folder));

  return {
    /** How the site differs from what it should show, each difference in words; empty where it is the same. */
    async findDifferences(expected: Expected): Promise<{ differences: string[]; pages: number }> {
      const [programme, speakers] = await openAll(['/programme', '/speakers']);
      if (!programme || !speakers) throw new Error('unreachable');
      const sessionPages = await openAll(below(programme, '/programme/'));
      const speakerPages = await openAll(below(speakers, '/speakers/'));
      const differences = [programme, speakers, ...sessionPages, ...speakerPages]
        .filter(({ status }) => status !== 200)
        .map(({ path, status }) => `${path} answers ${status}`);
      const nameAt = new Map(speakerPages.map(({ path, heading }) => [path, heading]));
      const shown = sessionPages.map((page) => {
        const people = below(page, '/speakers/').map((href) => nameAt.get(href) ?? `nobody at ${href}`);
        return describe({ title: page.heading, startsAt: page.times[0] ?? '', people: [...new Set(people)].sort() });
      });
      differences.push(...compare('session', expected.sessions.map(describe), shown));
      differences.push(
        ...compare(
          'person',
          expected.people,
          speakerPages.map(({ heading }) => heading),
        ),
      );
      return { differences, pages: 2 + sessionPages.length + speakerPages.length };
    },
  };
}

const describe = ({ title, startsAt, people }: Expected['sessions'][number]) =>
  JSON.stringify([title, startsAt, people]);

/** Each side may hold the same words more than once. */
function compare(what: string, expected: string[], shown: string[]): string[] {
  const surplus = [...shown];
  const missing = expected.filter((each) => {
    const at = surplus.indexOf(each);
    if (at >= 0) surplus.splice(at, 1);
    return at < 0;
  });
  return [
    ...missing.map((each) => `${what} not on the site: ${each}`),
    ...surplus.map((each) => `${what} that should not be on the site: ${each}`),
  ];
}
