import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create } from 'fontkit';

const require = createRequire(import.meta.url);
/** Read once: a font read anew for each file is most of what a ticket costs. What a file needs of it, it copies. */
const read = (name: string) =>
  create(readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`))) as { characterSet: number[] };

/** DejaVu has Latin with every accent, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic; no Chinese, Japanese, Korean or Indic scripts. */
export const fonts = { regular: read('DejaVuSans'), bold: read('DejaVuSans-Bold') } as const;

const glyphs = Object.values(fonts).map(({ characterSet }) => new Set(characterSet));

/** Whether a ticket can show it, in both weights. */
export function hasGlyph(codePoint: number): boolean {
  return glyphs.every((set) => set.has(codePoint));
}
