import { expect, test } from 'vitest';
import { toRichText } from './rich-text.ts';

/** Short form: `h2: words`, `* words` for a list item, marks in brackets, links as [words](address). */
function show(source: string): string[] {
  return toRichText(source).map(({ style, listItem, level, markDefs, children }) => {
    const words = children.map(({ text, marks }) => {
      const link = markDefs.find(({ _key }) => marks.includes(_key));
      const others = marks.filter((mark) => mark !== link?._key);
      const marked = others.length > 0 ? `{${others.join('+')}:${text}}` : text;
      return link ? `[${marked}](${link.href})` : marked;
    });
    const bullet = listItem ? `${'  '.repeat((level ?? 1) - 1)}${listItem === 'bullet' ? '*' : '#'} ` : '';
    return `${style === 'normal' ? '' : `${style}: `}${bullet}${words.join('')}`;
  });
}

test('plain text: blank lines part paragraphs, single ones stay, dashes make a list', () => {
  expect(show('First line\nsecond line\r\n\r\nAnother paragraph')).toEqual([
    'First line\nsecond line',
    'Another paragraph',
  ]);
  expect(show('- one\n- two')).toEqual(['* one', '* two']);
  expect(show('5 < 6 & 7 > 3, <3 all')).toEqual(['5 < 6 & 7 > 3, <3 all']);
  expect(show('   ')).toEqual([]);
});

test('HTML: paragraphs, headings, lists, emphasis and links', () => {
  expect(
    show(
      '<h1>Top</h1><p>Some <em>soft</em> and <b><i>loud</i></b> words<br>in two lines.</p>' +
        '<ul><li>one<ol><li>inner</li></ol></li><li><p>two</p></li></ul><blockquote><p>said</p></blockquote>' +
        '<p>See <a href="https://example.org/a?b=1&amp;c=2">this</a>.</p>',
    ),
  ).toEqual([
    'h2: Top',
    'Some {em:soft} and {strong+em:loud} words\nin two lines.',
    '* one',
    '  # inner',
    '* two',
    'blockquote: said',
    'See [this](https://example.org/a?b=1&c=2).',
  ]);
});

test('text with the odd tag in it keeps its own paragraphs', () => {
  expect(show('First <b>bold</b> word.\n\nSecond paragraph.')).toEqual([
    'First {strong:bold} word.',
    'Second paragraph.',
  ]);
});

test('addresses in running text become links, without the full stop after them, and whole', () => {
  expect(show('Go to https://example.org/x, or (http://example.org/y).')).toEqual([
    'Go to [https://example.org/x](https://example.org/x), or ([http://example.org/y](http://example.org/y)).',
  ]);
  expect(show('<p>https://example.org/?a=1&amp;b=2</p>')).toEqual([
    '[https://example.org/?a=1&b=2](https://example.org/?a=1&b=2)',
  ]);
});

test.each([
  '<p>Hi<script>alert(1)</script><style>p{}</style></p>',
  '<p onclick="alert(1)">Hi<img src=x onerror=alert(1)></p>',
  '<p>Hi</p><svg onload="alert(1)"></svg><iframe src="javascript:alert(1)"></iframe>',
  '<p><a href="javascript:alert(1)">Hi</a></p>',
  '<p><a href=" java\nscript:alert(1)">Hi</a></p>',
  '<p><a href="data:text/html,<script>alert(1)</script>">Hi</a></p>',
  '<p><a href="vbscript:x">Hi</a><a href="//evil.example"></a></p>',
])('nothing that could run comes out of %s', (source) => {
  expect(show(source)).toEqual(['Hi']);
  expect(JSON.stringify(toRichText(source))).not.toMatch(/alert|script:|onerror/);
});

test('a script alone is words like any other, which React escapes', () => {
  expect(show('<script>alert(1)</script>')).toEqual(['<script>alert(1)</script>']);
});

test('keys are the same for the same text and unique within it, and every mark is defined', () => {
  const source = '<p>a <b>b <a href="https://x.org">c <a href="https://y.org">d</a></a> <b>e</b></b></p><p>f</p>';
  const blocks = toRichText(source);
  expect(toRichText(source)).toEqual(blocks);
  expect(new Set(blocks.map(({ _key }) => _key)).size).toBe(blocks.length);
  for (const { children, markDefs } of blocks) {
    expect(new Set(children.map(({ _key }) => _key)).size).toBe(children.length);
    const known = new Set(['strong', 'em', 'underline', 'code', ...markDefs.map(({ _key }) => _key)]);
    for (const { marks } of children) {
      expect(marks.every((mark) => known.has(mark))).toBe(true);
      expect(new Set(marks).size).toBe(marks.length);
    }
  }
});

test('broken and endless markup ends, and soon', () => {
  const startedAt = performance.now();
  for (const piece of [
    '<b>x',
    '<p ',
    '<div>x',
    '</p>',
    '<a href=https://x.org>y',
    '<ul><li>',
    '&',
    '<!--',
    'http://',
  ]) {
    expect(() => toRichText(`<p>${piece.repeat(Math.floor(90_000 / piece.length))}`)).not.toThrow();
  }
  // About a second in all; with work that grows with the square of the length some took ten each.
  expect(performance.now() - startedAt).toBeLessThan(15_000);
});
