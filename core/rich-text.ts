import type { RichText } from './conference.ts';

type Block = { children?: { text?: string }[] };

/** The words of Portable Text without its form; blocks are parted by a space. */
export function toPlainText(richText: RichText): string {
  return richText
    .map((block) => ((block as Block).children ?? []).map((span) => span.text ?? '').join(''))
    .filter((text) => text !== '')
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Cut at a word, for `<meta name="description">` and cards. */
export function excerpt(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cut = text.slice(0, maxLength - 1);
  const lastSpace = cut.lastIndexOf(' ');
  return `${cut.slice(0, lastSpace > maxLength / 2 ? lastSpace : undefined).replace(/[\s,;:.–-]+$/, '')}…`;
}

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/gu;

/** Where most letters of a text run. `dir="auto"` goes by the first one alone, and that may belong to a name from elsewhere. */
export function directionOf(text: string): 'ltr' | 'rtl' {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const fromTheRight = text.match(rightToLeft)?.length ?? 0;
  return fromTheRight > letters / 2 ? 'rtl' : 'ltr';
}
