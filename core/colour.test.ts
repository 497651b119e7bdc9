import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contrast, createAccentPalette, paper, parseHex, type Rgb } from './colour.ts';

const rgb = (hex: string): Rgb => {
  const parsed = parseHex(hex);
  if (!parsed) throw new Error(`not a colour: ${hex}`);
  return parsed;
};
const anyColour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

test('black on white is 21:1', () => {
  expect(contrast(rgb('#000000'), rgb('#ffffff'))).toBeCloseTo(21);
});

test('whatever the organizer picks, text on it and in it reaches AA, in light and dark', () => {
  fc.assert(
    fc.property(anyColour, fc.constantFrom('light' as const, 'dark' as const), (accent, scheme) => {
      const palette = createAccentPalette(accent, scheme);
      expect(contrast(rgb(palette.onFill), rgb(palette.fill))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(rgb(palette.text), rgb(palette.soft))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(rgb(palette.text), rgb(paper[scheme]))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(rgb(palette.fill), rgb(paper[scheme]))).toBeGreaterThanOrEqual(3);
    }),
    { numRuns: 3000 },
  );
});

test('a colour that can be read stays as it was chosen', () => {
  expect(createAccentPalette('#7a2e1d', 'light').fill).toBe('#7a2e1d');
});

test('nonsense falls back to the default', () => {
  expect(createAccentPalette('red; }', 'light')).toEqual(createAccentPalette(null, 'light'));
});
