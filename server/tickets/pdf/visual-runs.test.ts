import { expect, test } from 'vitest';
import { hasGlyph } from './fonts.ts';
import { toPrintable } from './printable.ts';
import { toVisualRuns } from './visual-runs.ts';

test.each([
  ['left to right is one piece', 'Zoë Ångström', ['Zoë Ångström']],
  ['right to left is one piece too, in its own order: the font turns it', 'علي حسن', ['علي حسن']],
  ['a right-to-left line ends at the left', 'דוד Ben 42', ['Ben 42', 'דוד ']],
  ['a left-to-right line keeps its direction', 'Ben דוד Smith', ['Ben ', 'דוד', ' Smith']],
  ['brackets follow their text', 'علي (حسن)', ['علي )حسن(']],
  ['digits in right-to-left text keep theirs', 'علي 42 حسن', [' حسن', '42', 'علي ']],
  ['marks that are not seen are gone', '\u200fAda\u200e \ufe0f1', ['Ada 1']],
  ['nothing is nothing', '', []],
])('%s', (_, text, runs) => {
  expect(toVisualRuns(text)).toEqual(runs);
});

test.each([
  ['accents, Greek, Cyrillic, Hebrew, Arabic stay', 'Ünal Ωμέγα Ёлка דוד علي', 'Ünal Ωμέγα Ёлка דוד علي', true],
  ['a letter with a mark is one letter', 'A\u030angstro\u0308m', 'Ångström', true],
  ['pictures go without a word', '🚀 Ada 👩‍🚀 Lovelace 🇵🇹 👍🏽 1️⃣', 'Ada Lovelace', true],
  ['letters without a glyph are told of', 'Li 小龍', 'Li', false],
  ['a name of nothing else becomes empty, not boxes', '李小龍', '', false],
  ['line breaks and tabs are spaces', 'Ada\r\n\tLovelace', 'Ada Lovelace', true],
])('%s', (_, text, printed, isWhole) => {
  expect(toPrintable(text, hasGlyph)).toEqual({ text: printed, isWhole });
});
