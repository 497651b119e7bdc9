import { createHash } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';
import type { ImageRequest, Rectangle } from './image-request.ts';

export const maxPixels = 50_000_000;

/** The bytes of the picture as it was asked for. */
export async function resizeImage(original: string, request: ImageRequest): Promise<Buffer> {
  let picture = sharp(original, { limitInputPixels: maxPixels }).autoOrient();
  const { autoOrient: whole } = await sharp(original, { limitInputPixels: maxPixels }).metadata();
  let shown: Rectangle = { left: 0, top: 0, ...whole };
  if (request.rect) {
    shown = inside(request.rect, whole);
    picture.extract(shown);
  }
  const { width, height } = request;
  if (width && height && (request.fit === 'crop' || request.fit === 'min')) {
    if (request.focus === 'entropy') {
      picture.resize(width, height, { fit: 'cover', position: sharp.strategy.entropy });
    } else {
      const part = aroundFocus(shown, width / height, request.focus);
      // A second step of its own: sharp cuts once before it resizes, whatever the order of the calls.
      if (request.rect) picture = sharp(await picture.png({ compressionLevel: 0 }).toBuffer()).extract(part);
      else picture.extract({ ...part });
      picture.resize(width, height, { fit: 'fill', withoutEnlargement: request.fit === 'min' });
    }
  } else if (width || height) scale(picture, request);
  if (request.orientation)
    picture = sharp(await picture.png({ compressionLevel: 0 }).toBuffer()).rotate(request.orientation);
  if (request.flip?.includes('h')) picture.flop();
  if (request.flip?.includes('v')) picture.flip();
  // Sanity's scale goes to 2000.
  if (request.blur > 0) picture.blur(0.3 + request.blur / 20);
  return encode(picture, request).toBuffer();
}

function scale(picture: Sharp, { width, height, fit, background }: ImageRequest): void {
  if (fit === 'scale') picture.resize(width, height, { fit: 'fill' });
  else if (fit === 'fill') picture.resize(width, height, { fit: 'contain', background });
  else if (fit === 'fillmax') picture.resize(width, height, { fit: 'contain', background, withoutEnlargement: true });
  else if (fit === 'crop') picture.resize(width, height, { fit: 'inside' });
  // It is never made larger than it is, which would only cost bytes.
  else picture.resize(width, height, { fit: 'inside', withoutEnlargement: true });
}

function encode(picture: Sharp, { format, quality, background }: ImageRequest): Sharp {
  // AVIF looks as good at less, and takes long: the least effort is smaller than WebP all the same.
  if (format === 'avif') return picture.avif({ quality: Math.max(1, Math.round(quality * 0.7)), effort: 2 });
  if (format === 'webp') return picture.webp({ quality });
  if (format === 'jpg') return picture.flatten({ background }).jpeg({ quality });
  return picture.png();
}

function inside(rect: Rectangle, whole: { width: number; height: number }): Rectangle {
  const left = Math.min(rect.left, whole.width - 1);
  const top = Math.min(rect.top, whole.height - 1);
  return {
    left,
    top,
    width: Math.min(rect.width, whole.width - left),
    height: Math.min(rect.height, whole.height - top),
  };
}

/** The largest part of this shape with the focus as near to its middle as the edges allow; from the corner of what is shown. */
function aroundFocus({ width, height }: Rectangle, ratio: number, focus: { x: number; y: number }): Rectangle {
  const w = Math.max(1, Math.min(width, Math.round(height * ratio)));
  const h = Math.max(1, Math.min(height, Math.round(width / ratio)));
  const place = (at: number, length: number, part: number) =>
    Math.round(Math.min(Math.max(0, at * length - part / 2), length - part));
  return { left: place(focus.x, width, w), top: place(focus.y, height, h), width: w, height: h };
}

/** One name per picture that can be asked for: the cache's key. */
export const cacheName = (request: ImageRequest): string =>
  `${createHash('sha256').update(JSON.stringify(request)).digest('hex').slice(0, 32)}.${request.format}`;
