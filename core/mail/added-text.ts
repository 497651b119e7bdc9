import type { RichText } from '../conference.ts';
import type { MailKind } from './mail-kinds.ts';
import { isolate } from './plain-line.ts';

/** What organizers have added to each kind of mail, as paragraphs of plain text. */
export type MailTexts = Partial<Record<MailKind, string[]>>;

/** A mail is to be read on a phone; what is longer belongs on a page. */
const mostParagraphs = 20;
const longestParagraph = 1_000;

type Span = { text?: unknown; marks?: unknown };
type Block = { _type: string; listItem?: unknown; children?: unknown; markDefs?: unknown };

/** Long text without its form: a paragraph a block, lists with dashes, addresses of links in brackets. Nothing of it can be more than text:
 *  no line break, no control character, nothing that turns around what follows it. */
export function toMailParagraphs(richText: RichText): string[] {
  return richText
    .map((block) => toParagraph(block))
    .filter((paragraph) => paragraph !== '')
    .slice(0, mostParagraphs);
}

function toParagraph({ _type, listItem, children, markDefs }: Block): string {
  if (_type !== 'block' || !Array.isArray(children)) return '';
  const links = new Map<unknown, unknown>(
    (Array.isArray(markDefs) ? markDefs : []).map((mark: { _key?: unknown; href?: unknown }) => [
      mark?._key,
      mark?.href,
    ]),
  );
  const text = children.map((span: Span) => toText(span, links)).join('');
  const line = isolate([...text].slice(0, longestParagraph).join(''));
  return line && listItem ? `- ${line}` : line;
}

/** The address stands behind the last word of its link, unless it is the words. */
function toText({ text, marks }: Span, links: Map<unknown, unknown>): string {
  if (typeof text !== 'string') return '';
  const href = (Array.isArray(marks) ? marks : []).map((mark) => links.get(mark)).find((each) => each !== undefined);
  const address = typeof href === 'string' ? href.replace(/^(mailto|tel):/, '') : '';
  return address && address !== text ? `${text} (${address})` : text;
}
