import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { createLake } from '../content-lake/create-lake.ts';
import { toImageAsset } from '../content-lake/images/image-asset.ts';
import { drawPortrait } from './portraits.ts';
import { createSeedDocuments, seedSpeakers, seedSponsors } from './seed-documents.ts';

/**
 * Writes the sample conference into a lake that holds nothing, and answers how many documents that were. All in one
 * transaction, so that a lake killed meanwhile is still empty; its id starts with `seed-`, so that `_rev` tells which
 * documents nobody has touched since.
 */
export async function seedWhenEmpty(
  lake: Pick<ReturnType<typeof createLake>, 'store' | 'images' | 'transactions'>,
  publicUrl: string,
): Promise<number> {
  if (lake.store.all().length > 0) return 0;
  const pictures = new Map<string, object>();
  const assets = [];
  for (const [index, { id, name }] of seedSpeakers().entries()) {
    const image = await lake.images.keep(await drawPortrait(index));
    const asset = toImageAsset(image, { publicUrl, filename: `${id}.png` });
    assets.push(asset);
    const alt = `Abstract picture in place of a portrait of ${name}`;
    pictures.set(id, { _type: 'image', alt, asset: { _type: 'reference', _ref: asset._id } });
  }
  for (const { id, file } of seedSponsors()) {
    const asset = toImageAsset(await lake.images.keep(await sharp(fileURLToPath(file)).png().toBuffer()), {
      publicUrl,
      filename: `${id}.png`,
    });
    assets.push(asset);
    pictures.set(id, { _type: 'image', asset: { _type: 'reference', _ref: asset._id } });
  }
  const documents = [...assets, ...createSeedDocuments(pictures)];
  await lake.transactions.run({
    transactionId: `seed-${Date.now()}`,
    mutations: documents.map((document) => ({ create: document })),
  });
  return documents.length;
}
