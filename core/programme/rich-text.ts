import { Parser } from 'htmlparser2';

export type Span = { _type: 'span'; _key: string; text: string; marks: string[] };
export type LinkMark = { _key: string; _type: 'link'; href: string };
/** A Portable Text block, with keys that are the same for the same text. */
export type TextBlock = {
  _type: 'block';
  _key: string;
  style: 'normal' | 'h2' | 'h3' | 'blockquote';
  listItem?: 'bullet' | 'number';
  level?: number;
  markDefs: LinkMark[];
  children: Span[];
};

const htmlTag = /<\/?(p|br|a|em|strong|b|i|u|ul|ol|li|h[1-6]|div|span|blockquote|code|pre|hr)(\s[^>]*)?\/?>/i;
const structuralTag = /<(p|br|div|ul|ol|li|h[1-6]|blockquote|pre)(\s[^>]*)?\/?>/i;
const webAddress = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]'’]/g;
const decorators: Record<string, string> = {
  em: 'em',
  i: 'em',
  strong: 'strong',
  b: 'strong',
  u: 'underline',
  code: 'code',
};

/** Portable Text of what a schedule holds: HTML, plain text, or text with blank lines and the odd tag in it. */
export function toRichText(source: string): TextBlock[] {
  const text = source.replace(/\r\n?/g, '\n').trim();
  if (!htmlTag.test(text)) return fromPlainText(text);
  return fromHtml(text, !structuralTag.test(text));
}

/** Only addresses that are safe and useful behind a link; `null` for `javascript:` and the like. */
export function safeLink(href: string, base?: string): string | null {
  const url = URL.parse(href.trim(), base);
  return url && ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : null;
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
  const marks: string[] = [];
  const open: { name: string; mark: string | null }[] = [];
  const lists: ('bullet' | 'number')[] = [];
  let skipping = 0;
  builder.start('normal');

  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'script' || name === 'style') skipping += 1;
      let mark: string | null = decorators[name] ?? null;
      if (name === 'a') {
        const href = safeLink(attributes.href ?? '');
        mark = href ? builder.link(href) : null;
      }
      if (mark) marks.push(mark);
      open.push({ name, mark });
      if (name === 'br') builder.text('\n', []);
      else if (name === 'ul' || name === 'ol') lists.push(name === 'ul' ? 'bullet' : 'number');
      else if (name === 'li') builder.start('normal', lists.at(-1) ?? 'bullet', Math.max(1, lists.length));
      // The page's own title is its h1.
      else if (/^h[1-6]$/.test(name)) builder.start(name < 'h3' ? 'h2' : 'h3');
      else if (name === 'blockquote') builder.start('blockquote');
      else if (
        ['p', 'div', 'pre', 'hr'].includes(name) &&
        !open.some((tag) => tag.name === 'li' || tag.name === 'blockquote')
      ) {
        builder.start('normal');
      }
    },
    ontext(text) {
      if (skipping > 0) return;
      if (!keepsLines) return builder.text(text.replace(/\s+/g, ' '), marks);
      for (const [index, part] of text.split(/\n\s*\n/).entries()) {
        if (index > 0) builder.start('normal');
        builder.text(part, marks);
      }
    },
    onclosetag(name) {
      if (name === 'script' || name === 'style') skipping -= 1;
      const index = open.findLastIndex((tag) => tag.name === name);
      const [closed] = index < 0 ? [] : open.splice(index, 1);
      if (closed?.mark) marks.splice(marks.lastIndexOf(closed.mark), 1);
      if (name === 'ul' || name === 'ol') lists.pop();
      if (['p', 'div', 'li', 'ul', 'ol', 'blockquote', 'pre'].includes(name) || /^h[1-6]$/.test(name)) {
        builder.start('normal');
      }
    },
  });
  parser.write(html);
  parser.end();
  return builder.finish();
}

function createBuilder() {
  const blocks: TextBlock[] = [];
  let links = 0;
  let block: TextBlock | null = null;
  const pendingLinks = new Map<string, string>();

  const addLink = (href: string): string => {
    const key = `l${links++}`;
    pendingLinks.set(key, href);
    return key;
  };

  const addSpan = (text: string, marks: string[]) => {
    if (!block || text === '') return;
    const last = block.children.at(-1);
    if (last && last.marks.join() === marks.join()) last.text += text;
    else block.children.push({ _type: 'span', _key: `s${block.children.length}`, text, marks: [...marks] });
  };

  return {
    link: addLink,
    start(style: TextBlock['style'], listItem?: TextBlock['listItem'], level = 1) {
      block = { _type: 'block', _key: '', style, ...(listItem ? { listItem, level } : {}), markDefs: [], children: [] };
      blocks.push(block);
    },
    /** Web addresses in running text become links, except inside one. */
    text(text: string, marks: string[]) {
      const isLinked = marks.some((mark) => pendingLinks.has(mark));
      let from = 0;
      for (const match of isLinked ? [] : text.matchAll(webAddress)) {
        const href = safeLink(match[0]);
        if (!href) continue;
        addSpan(text.slice(from, match.index), marks);
        addSpan(match[0], [...marks, addLink(href)]);
        from = match.index + match[0].length;
      }
      addSpan(text.slice(from), marks);
    },
    finish: (): TextBlock[] =>
      blocks
        .map(trimmed)
        .filter((each) => each.children.length > 0)
        .map((each, index) => {
          const used = new Set(each.children.flatMap((span) => span.marks));
          const markDefs = [...pendingLinks]
            .filter(([key]) => used.has(key))
            .map(([_key, href]): LinkMark => ({ _key, _type: 'link', href }));
          return {
            ...each,
            _key: `b${index}`,
            markDefs,
            children: each.children.map((span, at) => ({ ...span, _key: `s${at}` })),
          };
        }),
  };
}

function trimmed(block: TextBlock): TextBlock {
  const children = block.children.map((span) => ({ ...span, text: span.text.replace(/[ \t]*\n[ \t]*/g, '\n') }));
  const first = children[0];
  if (first) first.text = first.text.trimStart();
  const last = children.at(-1);
  if (last) last.text = last.text.trimEnd();
  return { ...block, children: children.filter((span) => span.text !== '') };
}
