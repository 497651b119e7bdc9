import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create } from 'fontkit';

const require = createRequire(import.meta.url);
const read = (name: string) => readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));

/** DejaVu has Latin with every accent, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic; no Chinese, Japanese, Korean or Indic scripts. */
export const fontFiles = { regular: read('DejaVuSans'), bold: read('DejaVuSans-Bold') } as const;

const glyphs = Object.values(fontFiles).map(
  (file) => new Set((create(file) as { characterSet: number[] }).characterSet),
);

/** Whether a ticket can show it, in both weights. */
export function hasGlyph(codePoint: number): boolean {
  return glyphs.every((set) => set.has(codePoint));
}
