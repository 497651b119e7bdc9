import { DomUtils, parseDocument } from 'htmlparser2';

/** What a test looks for in a page, however it is marked up. */
export function readPage(html: string) {
  const document = parseDocument(html);
  const textOf = (node: Parameters<typeof DomUtils.textContent>[0] | null) =>
    node ? DomUtils.textContent(node).replace(/\s+/g, ' ').trim() : null;
  const all = (name: string) => DomUtils.getElementsByTagName(name, document);
  const input = (name: string) => all('input').find((element) => element.attribs.name === name)?.attribs;
  return {
    title: textOf(all('title')[0] ?? null),
    heading: textOf(all('h1')[0] ?? null),
    text: textOf(all('main')[0] ?? null) ?? '',
    hasFrame: all('nav').length > 0,
    scripts: all('script').length,
    /** The mistakes of the summary, each with the id its link leads to. */
    mistakes: DomUtils.getElementsByTagName('li', DomUtils.getElementById('problem', document) ?? []).map((item) => ({
      text: textOf(item),
      fieldId: DomUtils.getElementsByTagName('a', item)[0]?.attribs.href?.replace('#', '') ?? null,
    })),
    ids: new Set(
      DomUtils.findAll((element) => 'id' in element.attribs, document.children).map(({ attribs }) => attribs.id),
    ),
    input,
    valueOf: (name: string) => input(name)?.value ?? null,
  };
}
