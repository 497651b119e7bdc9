import type { Picture } from '../../core/conference.ts';
import type { ImageField } from './document-schemas.ts';

/** Where pictures are: `base` is a path on this site or an origin, then project and dataset. */
export type ImagePlace = { base: string; projectId: string; dataset: string };

const assetPattern = /^image-([a-zA-Z0-9]+)-(\d+)x(\d+)-([a-z0-9]+)$/;
const widths = [96, 192, 320, 480, 640, 960, 1280];
const usualWidth = 480;

/** Sanity's image URLs; `auto=format` lets the server choose WebP or AVIF. `null` for what is no picture of Sanity's. */
export function toPicture(image: ImageField | null, place: ImagePlace, fallbackAlt: string): Picture | null {
  const [, asset, width, height, extension] = assetPattern.exec(image?.asset._ref ?? '') ?? [];
  if (!image || !asset || !width || !height) return null;
  const path = `${place.base}/images/${place.projectId}/${place.dataset}/${asset}-${width}x${height}.${extension}`;
  const at = (pixels: number) => `${path}?w=${pixels}&fit=max&auto=format`;
  const sourceWidth = Number(width);
  const sizes = widths.filter((each) => each < sourceWidth);
  const largest = Math.min(sourceWidth, 1600);
  return {
    src: at(Math.min(usualWidth, sourceWidth)),
    srcSet: [...sizes, largest].map((each) => `${at(each)} ${each}w`).join(', '),
    width: sourceWidth,
    height: Number(height),
    alt: image.alt ?? fallbackAlt,
  };
}
