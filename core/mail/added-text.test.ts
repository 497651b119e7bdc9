import { expect, test } from 'vitest';
import { toMailParagraphs } from './added-text.ts';

const block = (text: string, rest: object = {}) => ({ _type: 'block', children: [{ text }], ...rest });

test('a paragraph a block, dashes for lists, and where a link leads', () => {
  expect(
    toMailParagraphs([
      block('Bring a bottle.'),
      block('Towel', { listItem: 'bullet' }),
      {
        _type: 'block',
        children: [
          { text: 'See ' },
          { text: 'the map', marks: ['a'] },
          { text: ', or write to ' },
          { text: 'x@example.org', marks: ['b'] },
        ],
        markDefs: [
          { _key: 'a', href: 'https://example.org/map' },
          { _key: 'b', href: 'mailto:x@example.org' },
        ],
      } as never,
      block('  '),
      { _type: 'image' },
    ]),
  ).toEqual(['Bring a bottle.', '- Towel', 'See the map (https://example.org/map), or write to x@example.org']);
});

test('whatever is written there stays one line of text, of a length that a mail can bear', () => {
  const [header, turned, long] = toMailParagraphs([
    block('Hello\r\nBcc: everybody@example.org\u0000'),
    block('\u202egnp.exe'),
    block('a'.repeat(5_000)),
  ]);
  expect(header).toBe('Hello Bcc: everybody@example.org');
  expect(turned).toBe('gnp.exe');
  expect(long).toHaveLength(1_000);
  expect(toMailParagraphs(Array.from({ length: 100 }, () => block('again')))).toHaveLength(20);
  expect(toMailParagraphs([block('مرحبا')])).toEqual(['\u2068مرحبا\u2069']);
  expect(
    toMailParagraphs([
      { _type: 'block', children: 'nothing', markDefs: 1 } as never,
      { _type: 'block', children: [{}] } as never,
    ]),
  ).toEqual([]);
});
