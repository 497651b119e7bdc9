import sharp from 'sharp';

const size = 640;

/** A quiet abstract picture, the same for the same number: the sample speakers are nobody's photograph. */
export function drawPortrait(number: number): Promise<Buffer> {
  const hue = (number * 47 + 170) % 360;
  const shift = (factor: number) => ((number * factor) % 160) - 80;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}">
    <rect width="640" height="640" fill="hsl(${hue} 38% 84%)"/>
    <circle cx="${320 + shift(61)}" cy="${230 + shift(37) / 2}" r="${170 + shift(23) / 4}" fill="hsl(${hue + 24} 46% 62%)"/>
    <path d="M-20 ${470 + shift(29) / 2} C 160 ${380 + shift(53)}, 420 ${560 + shift(41)}, 660 ${430 + shift(71) / 2} V 660 H -20 Z" fill="hsl(${hue - 18} 44% 40%)"/>
    <path d="M-20 ${550 + shift(43) / 3} C 220 ${480 + shift(31)}, 380 ${620 + shift(59) / 2}, 660 ${530 + shift(19) / 2} V 660 H -20 Z" fill="hsl(${hue - 30} 50% 26%)"/>
  </svg>`;
  return sharp(Buffer.from(svg)).png({ compressionLevel: 9 }).toBuffer();
}
