/** The organizer picks one colour; every other one follows from it, readable in a light and in a dark room (WCAG 2.2 AA). */

export type Rgb = readonly [red: number, green: number, blue: number];

export type AccentPalette = {
  /** Large areas and buttons. */
  fill: string;
  /** Text on `fill`. */
  onFill: string;
  /** The accent as text, links and outlines on paper. */
  text: string;
  /** A tint of the paper for quiet areas; `text` and ink are readable on it. */
  soft: string;
};

export const paper = { light: '#fbf7f0', dark: '#1b1714' } as const;
const ink = { light: '#2b2420', dark: '#f4ece1' } as const;
const defaultAccent = '#a8452c';
/** AA asks 4.5 for text; a little more, so that rounding and tints never fall below. */
const textContrast = 4.7;

export function parseHex(hex: string): Rgb | null {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex.trim());
  if (!match) return null;
  const [, red = '0', green = '0', blue = '0'] = match;
  return [Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)];
}

function toHex(rgb: Rgb): string {
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

function mix(a: Rgb, b: Rgb, shareOfB: number): Rgb {
  const part = (x: number, y: number) => x + (y - x) * shareOfB;
  return [part(a[0], b[0]), part(a[1], b[1]), part(a[2], b[2])];
}

/** Source: WCAG 2.2, relative luminance. */
function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [brighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (brighter + 0.05) / (darker + 0.05);
}

/** The nearest colour on the way to `towards` that can be read on `background`. */
function untilReadable(colour: Rgb, background: Rgb, towards: Rgb): Rgb {
  for (let step = 0; step <= 40; step += 1) {
    const rounded = roundOff(mix(colour, towards, step / 40));
    if (contrast(rounded, background) >= textContrast) return rounded;
  }
  return towards;
}

const roundOff = (rgb: Rgb): Rgb => [Math.round(rgb[0]), Math.round(rgb[1]), Math.round(rgb[2])];
const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
const requireHex = (hex: string): Rgb => parseHex(hex) ?? black;

export function createAccentPalette(accent: string | null, scheme: 'light' | 'dark'): AccentPalette {
  const chosen = (accent && parseHex(accent)) || requireHex(defaultAccent);
  const background = requireHex(paper[scheme]);
  const soft = roundOff(mix(background, chosen, scheme === 'light' ? 0.08 : 0.16));
  const text = untilReadable(chosen, soft, scheme === 'light' ? black : white);
  // The text colour can stand as the fill: it is readable on paper, so paper (or white) is readable on it. The chosen
  // colour itself is kept where a text colour for it exists and its edge can be seen on the paper (3:1, WCAG 1.4.11).
  const fill = contrast(chosen, background) >= 3 ? chosen : text;
  const candidates =
    scheme === 'light' ? [white, requireHex(ink.light), black] : [requireHex(paper.dark), white, black];
  const onFill = candidates.find((candidate) => contrast(candidate, fill) >= textContrast) ?? bestOn(fill);
  return { fill: toHex(fill), onFill: toHex(onFill), text: toHex(text), soft: toHex(soft) };
}

/** Black or white: one of the two always reaches 4.58 on any colour. */
const bestOn = (fill: Rgb): Rgb => (contrast(white, fill) > contrast(black, fill) ? white : black);
