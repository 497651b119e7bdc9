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
