export type Variant = {
  name: string;
  width: number;
  height: number;
  scheme: 'light' | 'dark';
  isWholePage: boolean;
  hasScripts: boolean;
  media: 'screen' | 'print';
  /** The browser's own zoom: 2 leaves half the width, at twice the size. */
  zoom: number;
  /** What the visitor set as text size; 16 is every browser's default. */
  textSizePx: number;
};

const usual = {
  scheme: 'light',
  isWholePage: true,
  hasScripts: true,
  media: 'screen',
  zoom: 1,
  textSizePx: 16,
} as const;

const schemes = ['light', 'dark'] as const;

/** Half as tall again as a phone: what comes with the first scroll, the code of a ticket, the sessions, is part of the story. */
export const readmeVariants: Variant[] = schemes.flatMap((scheme) => [
  { ...usual, name: `phone-${scheme}`, width: 390, height: 1240, scheme, isWholePage: false },
  { ...usual, name: `desktop-${scheme}`, width: 1280, height: 800, scheme, isWholePage: false },
]);

export const everyVariant: Variant[] = [
  ...schemes.flatMap((scheme) =>
    [360, 768, 1440].map((width) => ({ ...usual, name: `${width}-${scheme}`, width, height: 900, scheme })),
  ),
  { ...usual, name: 'no-script', width: 360, height: 900, hasScripts: false },
  { ...usual, name: 'zoom-200', width: 1440, height: 900, zoom: 2 },
  { ...usual, name: 'text-200', width: 768, height: 900, textSizePx: 32 },
  // A4 at 96 dpi, less its margins.
  { ...usual, name: 'print', width: 718, height: 1000, media: 'print' },
];
