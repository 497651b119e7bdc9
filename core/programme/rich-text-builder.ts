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

const webAddress = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]'’]/g;

/** Only addresses that are safe and useful behind a link; `null` for `javascript:` and the like. */
export function safeLink(href: string, base?: string): string | null {
  const url = URL.parse(href.trim(), base);
  return url && ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : null;
}

/** Puts Portable Text together; blocks without words are left out at the end. */
export function createBuilder() {
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
