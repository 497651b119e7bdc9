import { apiError } from '../http/errors.ts';

export type ImageFormat = 'jpg' | 'png' | 'webp';
export type ImageRequest = {
  width: number | null;
  height: number | null;
  fit: 'cover' | 'fill' | 'inside';
  format: ImageFormat;
  quality: number;
};

const maxSide = 3_000;
const fits: Record<string, ImageRequest['fit']> = { crop: 'cover', scale: 'fill', clip: 'inside', max: 'inside' };

/** The part of Sanity's image parameters that the site uses: https://www.sanity.io/docs/image-urls */
export function parseImageRequest(query: Record<string, unknown>, accept: string, extension: string): ImageRequest {
  const format = query.fm ?? (query.auto === 'format' && accept.includes('image/webp') ? 'webp' : ownFormat(extension));
  if (format !== 'jpg' && format !== 'png' && format !== 'webp') throw apiError(400, 'fm must be jpg, png or webp');
  const fit = query.fit === undefined ? 'inside' : fits[String(query.fit)];
  if (!fit) throw apiError(400, 'fit must be crop, scale, clip or max');
  return {
    width: whole('w', query.w, 1, maxSide),
    height: whole('h', query.h, 1, maxSide),
    fit,
    format,
    quality: whole('q', query.q, 1, 100) ?? 78,
  };
}

const ownFormat = (extension: string): ImageFormat =>
  extension === 'jpg' || extension === 'png' ? extension : extension === 'gif' ? 'png' : 'webp';

function whole(name: string, value: unknown, min: number, max: number): number | null {
  if (value === undefined) return null;
  const number = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= min && number <= max)) throw apiError(400, `${name} must be a whole number from ${min} to ${max}`);
  return number;
}

/** One name per picture that can be asked for: the cache's key. */
export const cacheName = (request: ImageRequest): string =>
  `${request.width ?? ''}x${request.height ?? ''}-${request.fit}-q${request.quality}.${request.format}`;
