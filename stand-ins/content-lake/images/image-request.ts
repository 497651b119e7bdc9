import { apiError } from '../http/errors.ts';

export type ImageFormat = 'jpg' | 'png' | 'webp' | 'avif';
/** A part of the picture, in its own pixels. */
export type Rectangle = { left: number; top: number; width: number; height: number };
export type ImageRequest = {
  rect: Rectangle | null;
  width: number | null;
  height: number | null;
  fit: 'crop' | 'scale' | 'clip' | 'max' | 'fill' | 'fillmax' | 'min';
  /** Where a crop looks: fractions of the part that is shown. */
  focus: { x: number; y: number } | 'entropy';
  orientation: number;
  flip: 'h' | 'v' | 'hv' | null;
  blur: number;
  background: string;
  format: ImageFormat;
  quality: number;
};

const maxSide = 4_000;
const fits = ['crop', 'scale', 'clip', 'max', 'fill', 'fillmax', 'min'] as const;
const formats: Record<string, ImageFormat> = { jpg: 'jpg', pjpg: 'jpg', png: 'png', webp: 'webp', avif: 'avif' };
const sides: Record<string, { x: number; y: number }> = {
  center: { x: 0.5, y: 0.5 },
  top: { x: 0.5, y: 0 },
  bottom: { x: 0.5, y: 1 },
  left: { x: 0, y: 0.5 },
  right: { x: 1, y: 0.5 },
};

/** What `@sanity/image-url` builds: https://www.sanity.io/docs/image-urls */
export function parseImageRequest(query: Record<string, unknown>, accept: string, extension: string): ImageRequest {
  const dpr = decimal('dpr', query.dpr, 1, 3) ?? 1;
  const side = (name: string) => {
    const asked = whole(name, query[name], 1, maxSide);
    return asked === null ? null : Math.min(maxSide, Math.round(asked * dpr));
  };
  return {
    rect: parseRectangle(query.rect),
    width: side('w'),
    height: side('h'),
    fit: oneOf('fit', query.fit, fits) ?? 'clip',
    focus: parseFocus(query),
    orientation: Number(oneOf('or', query.or, ['0', '90', '180', '270']) ?? 0),
    flip: oneOf('flip', query.flip, ['h', 'v', 'hv']) ?? null,
    blur: whole('blur', query.blur, 0, 2_000) ?? 0,
    background: parseBackground(query.bg),
    format: parseFormat(query, accept, extension),
    quality: whole('q', query.q, 1, 100) ?? 78,
  };
}

function parseFormat(query: Record<string, unknown>, accept: string, extension: string): ImageFormat {
  if (query.fm !== undefined) {
    const format = formats[String(query.fm)];
    if (!format) throw apiError(400, 'fm must be jpg, pjpg, png, webp or avif');
    return format;
  }
  if (query.auto === 'format' && accept.includes('image/avif')) return 'avif';
  if (query.auto === 'format' && accept.includes('image/webp')) return 'webp';
  return formats[extension] ?? 'png';
}

function parseRectangle(given: unknown): Rectangle | null {
  if (given === undefined) return null;
  const [left, top, width, height, ...rest] = String(given).split(',').map(Number);
  const numbers = [left, top, width, height].map((number) => Math.round(number ?? Number.NaN));
  const [x = 0, y = 0, w = 0, h = 0] = numbers;
  const isRectangle = rest.length === 0 && numbers.every((number) => number >= 0 && number < 100_000) && w > 0 && h > 0;
  if (!isRectangle) throw apiError(400, 'rect must be left,top,width,height in pixels');
  return { left: x, top: y, width: w, height: h };
}

function parseFocus(query: Record<string, unknown>): ImageRequest['focus'] {
  const x = decimal('fp-x', query['fp-x'], 0, 1);
  const y = decimal('fp-y', query['fp-y'], 0, 1);
  if (query.crop === 'entropy') return 'entropy';
  const crop = query.crop === undefined || query.crop === 'focalpoint' ? 'center' : String(query.crop);
  const [first = '', second] = crop.split(',');
  const [one, other] = [sides[first], sides[second ?? first]];
  if (!one || !other) throw apiError(400, 'crop must be center, focalpoint, entropy or sides of the picture');
  const toward = (axis: 'x' | 'y') => (one[axis] === 0.5 ? other[axis] : one[axis]);
  return { x: x ?? toward('x'), y: y ?? toward('y') };
}

function parseBackground(given: unknown): string {
  if (given === undefined) return '#ffffff';
  const digits = String(given).replace(/^#/, '');
  if (!/^([0-9a-f]{3}|[0-9a-f]{6})$/i.test(digits))
    throw apiError(400, 'bg must be a colour of 3 or 6 hexadecimal digits');
  return `#${digits.toLowerCase()}`;
}

function oneOf<T extends string>(name: string, value: unknown, allowed: readonly T[]): T | null {
  if (value === undefined) return null;
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw apiError(400, `${name} must be ${allowed.join(', ')}`);
  return found;
}

function whole(name: string, value: unknown, min: number, max: number): number | null {
  if (value === undefined) return null;
  const number = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= min && number <= max)) throw apiError(400, `${name} must be a whole number from ${min} to ${max}`);
  return number;
}

function decimal(name: string, value: unknown, min: number, max: number): number | null {
  if (value === undefined) return null;
  const number = typeof value === 'string' && /^\d{1,3}(\.\d{1,20})?$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= min && number <= max)) throw apiError(400, `${name} must be a number from ${min} to ${max}`);
  return number;
}
