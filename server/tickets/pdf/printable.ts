/** What can be printed of a text, and whether letters of it had to go. */
export type Printable = { text: string; isWhole: boolean };

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const pictograph = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\u20e3/u;
const invisible = /\p{Default_Ignorable_Code_Point}/u;

/**
 * Leaves out what the font has no glyph for, which would be printed as empty boxes. A picture may go without a word; a letter
 * may not, so `isWhole` is false then and the ticket says where the whole name stands.
 */
export function toPrintable(text: string, hasGlyph: (codePoint: number) => boolean): Printable {
  let isWhole = true;
  let kept = '';
  for (const { segment } of graphemes.segment(text.normalize('NFC').replace(/\p{Cc}+/gu, ' '))) {
    const isDrawable = [...segment].every(
      (character) => invisible.test(character) || hasGlyph(character.codePointAt(0) ?? 0),
    );
    if (isDrawable) kept += segment;
    else if (!pictograph.test(segment)) isWhole = false;
  }
  return { text: kept.replace(/\s+/g, ' ').trim(), isWhole };
}
