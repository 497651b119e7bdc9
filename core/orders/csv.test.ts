import { expect, test } from 'vitest';
import { toCsvLine } from './csv.ts';

test('cells are quoted, quotes doubled, lines end as RFC 4180 says', () => {
  expect(toCsvLine(['a', 'Zoë "Z" Ångström, 李', null, 12, 'two\nlines'])).toBe(
    '"a","Zoë ""Z"" Ångström, 李","","12","two\nlines"\r\n',
  );
});

test.each([
  ['=HYPERLINK("http://x.example";"y")', `"'=HYPERLINK(""http://x.example"";""y"")"`],
  ['+49 30 1234', `"'+49 30 1234"`],
  ['-1+1', `"'-1+1"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['＝1+1', `"'＝1+1"`],
  ['\t=1+1', `"'\t'=1+1"`],
  ['  =1+1', `"'  =1+1"`],
  ['"=1+1', `"'""=1+1"`],
  ['Zoë;=1+1', `"Zoë;'=1+1"`],
  ['Zoë; "=1+1', `"Zoë;' ""=1+1"`],
  ['Ada\n=1+1', `"Ada\n'=1+1"`],
  ['Jean-Luc + Ada = friends @ home', '"Jean-Luc + Ada = friends @ home"'],
  ['ada@example.org', '"ada@example.org"'],
])('a spreadsheet takes %j for text', (typed, cell) => {
  expect(toCsvLine([typed])).toBe(`${cell}\r\n`);
});
