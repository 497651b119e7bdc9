import { Parser } from 'htmlparser2';
import { createBuilder, safeLink, type TextBlock } from './rich-text-builder.ts';

// Neither may look past the next `<`: on a text full of them that would take minutes.
const htmlTag = /<\/?(p|br|a|em|strong|b|i|u|ul|ol|li|h[1-6]|div|span|blockquote|code|pre|hr)(\s[^<>]*)?\/?>/i;
const structuralTag = /<(p|br|div|ul|ol|li|h[1-6]|blockquote|pre)(\s[^<>]*)?\/?>/i;
const decorators: Record<string, string> = {
  em: 'em',
  i: 'em',
  strong: 'strong',
  b: 'strong',
  u: 'underline',
  code: 'code',
};

/** Deeper than anybody writes; what is below keeps its words and loses its tags. */
const maxDepth = 100;

/** Portable Text of what a schedule holds: HTML, plain text, or text with blank lines and the odd tag in it. */
export function toRichText(source: string): TextBlock[] {
  const text = source.replace(/\r\n?/g, '\n').trim();
  if (!htmlTag.test(text)) return fromPlainText(text);
  return fromHtml(text, !structuralTag.test(text));
}

function fromPlainText(text: string): TextBlock[] {
  const builder = createBuilder();
  for (const paragraph of text.split(/\n\s*\n/)) {
    const lines = paragraph.split('\n').map((line) => line.trim());
    const isList = lines.length > 0 && lines.every((line) => /^([*•-])\s+\S/.test(line));
    if (isList) {
      for (const line of lines) {
        builder.start('normal', 'bullet');
        builder.text(line.replace(/^[*•-]\s+/, ''), []);
      }
    } else {
      builder.start('normal');
      builder.text(lines.join('\n'), []);
    }
  }
  return builder.finish();
}

/** `keepsLines`: the text has no tags that make paragraphs, so its own line breaks do. */
function fromHtml(html: string, keepsLines: boolean): TextBlock[] {
  const builder = createBuilder();
  const open: { name: string; mark: string | null }[] = [];
  const lists: ('bullet' | 'number')[] = [];
  const depth = { skipped: 0, item: 0 };
  let waiting = '';
  builder.start('normal');

  /** The parser hands over text in pieces, parted at each `&amp;`: an address must be seen whole. */
  const flush = () => {
    const text = waiting;
    waiting = '';
    if (text === '') return;
    const marks = [...new Set(open.flatMap(({ mark }) => mark ?? []))];
    if (!keepsLines) return builder.text(text.replace(/\s+/g, ' '), marks);
    for (const [index, part] of text.split(/\n\s*\n/).entries()) {
      if (index > 0) builder.start('normal');
      builder.text(part, marks);
    }
  };
  const markOf = (name: string, href: string | undefined): string | null => {
    if (name !== 'a') return decorators[name] ?? null;
    // A link inside a link is no link.
    const address = open.some((tag) => tag.name === 'a') ? null : safeLink(href ?? '');
    return address && builder.link(address);
  };
  const count = (name: string, step: 1 | -1) => {
    if (name === 'script' || name === 'style') depth.skipped += step;
    if (name === 'li' || name === 'blockquote') depth.item += step;
  };

  const parser = new Parser({
    onopentag(name, attributes) {
      flush();
      if (open.length >= maxDepth) return;
      open.push({ name, mark: markOf(name, attributes.href) });
      count(name, 1);
      if (name === 'br') builder.text('\n', []);
      else if (name === 'ul' || name === 'ol') lists.push(name === 'ul' ? 'bullet' : 'number');
      else if (name === 'li') builder.start('normal', lists.at(-1) ?? 'bullet', Math.max(1, lists.length));
      // The page's own title is its h1.
      else if (/^h[1-6]$/.test(name)) builder.start(name < 'h3' ? 'h2' : 'h3');
      else if (name === 'blockquote') builder.start('blockquote');
      else if (['p', 'div', 'pre', 'hr'].includes(name) && depth.item === 0) builder.start('normal');
    },
    ontext(text) {
      if (depth.skipped === 0) waiting += text;
    },
    onclosetag(name) {
      flush();
      const index = open.findLastIndex((tag) => tag.name === name);
      if (index < 0) return;
      open.splice(index, 1);
      count(name, -1);
      if (name === 'ul' || name === 'ol') lists.pop();
      if (['p', 'div', 'li', 'ul', 'ol', 'blockquote', 'pre'].includes(name) || /^h[1-6]$/.test(name)) {
        builder.start('normal');
      }
    },
  });
  parser.write(html);
  parser.end();
  flush();
  return builder.finish();
}
