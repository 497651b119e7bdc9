import jsQR from 'jsqr';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { quietZone, renderQrPng, renderQrSvg } from './qr.ts';

const code = `F1.EVENT.K7Q2ABCDEF-1.1.${'A'.repeat(103)}`;

async function decode(image: Buffer) {
  const { data, info } = await sharp(image).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return jsQR(new Uint8ClampedArray(data), info.width, info.height)?.data ?? null;
}

test('the SVG and the PNG both say the code', async () => {
  await expect(decode(Buffer.from(renderQrSvg(code)))).resolves.toBe(code);
  await expect(decode(await renderQrPng(code))).resolves.toBe(code);
});

test('a code of an event with a short name has 41 modules, and four white ones on every side', async () => {
  const svg = renderQrSvg(code);
  expect(svg).toContain('viewBox="0 0 49 49"');
  const { data, info } = await sharp(Buffer.from(svg))
    .flatten()
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const margin = (quietZone * info.width) / 49;
  const isInside = (x: number) => x >= margin && x < info.width - margin;
  const dark = [...data].flatMap((value, index) =>
    value > 200 || (isInside(index % info.width) && isInside(Math.floor(index / info.width))) ? [] : [index],
  );
  expect(dark).toEqual([]);
});
