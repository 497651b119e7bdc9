import { join } from 'node:path';
import sharp from 'sharp';

const thumbWidthPx = 300;
/** A long page is cut here: the file of its own has the rest. */
const thumbHeightPx = 700;
const gapPx = 12;
const columns = 6;

/** A sheet a variant with every page on it, in the order of `pages`; returns the files. */
export async function writeContactSheets(folder: string, pages: string[], variants: string[]): Promise<string[]> {
  const sheets: string[] = [];
  for (const variant of variants) {
    const thumbs = await Promise.all(pages.map((page) => makeThumb(join(folder, `${page}--${variant}.png`))));
    const rows = Math.ceil(thumbs.length / columns);
    const file = join(folder, `sheet-${variant}.png`);
    await sharp({
      create: {
        width: columns * (thumbWidthPx + gapPx) + gapPx,
        height: rows * (thumbHeightPx + gapPx) + gapPx,
        channels: 3,
        background: '#808080',
      },
    })
      .composite(
        thumbs.map((input, index) => ({
          input,
          left: gapPx + (index % columns) * (thumbWidthPx + gapPx),
          top: gapPx + Math.floor(index / columns) * (thumbHeightPx + gapPx),
        })),
      )
      .png({ palette: true })
      .toFile(file);
    sheets.push(file);
  }
  return sheets;
}

async function makeThumb(file: string): Promise<Buffer> {
  const scaled = await sharp(file).resize({ width: thumbWidthPx }).toBuffer({ resolveWithObject: true });
  const height = Math.min(thumbHeightPx, scaled.info.height);
  return await sharp(scaled.data).extract({ left: 0, top: 0, width: thumbWidthPx, height }).png().toBuffer();
}
