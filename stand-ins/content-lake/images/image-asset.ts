import { project } from '../query/query.ts';
import type { StoredImage } from './images.ts';

/** The document that stands for an uploaded picture, as Sanity writes it. */
export function toImageAsset(image: StoredImage, options: { publicUrl: string; filename: string | null }) {
  const { assetId, extension, width, height } = image;
  const path = `images/${project.projectId}/${project.dataset}/${assetId}-${width}x${height}.${extension}`;
  return {
    _id: `image-${assetId}-${width}x${height}-${extension}`,
    _type: 'sanity.imageAsset',
    assetId,
    sha1hash: assetId,
    extension,
    mimeType: image.mimeType,
    size: image.size,
    ...(options.filename ? { originalFilename: options.filename } : {}),
    path,
    url: `${options.publicUrl.replace(/\/$/, '')}/${path}`,
    metadata: {
      _type: 'sanity.imageMetadata',
      dimensions: { _type: 'sanity.imageDimensions', width, height, aspectRatio: width / height },
      hasAlpha: image.hasAlpha,
      isOpaque: !image.hasAlpha,
      lqip: image.lowQualityPreview,
    },
  };
}
