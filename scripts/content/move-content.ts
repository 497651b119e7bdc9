import { createReadStream } from 'node:fs';
import type { SanityClient } from '@sanity/client';
import { exportDataset } from '@sanity/export';
import { sanityImport } from '@sanity/import';
import type { ContentConfig } from '../../server/config.ts';
import { createSanityClient } from '../../server/content/create-sanity-client.ts';

/** Drafts belong to what is moved, and nothing of it may come from a cache. */
function connect(target: ContentConfig): SanityClient {
  return createSanityClient(target).withConfig({ useCdn: false, perspective: 'raw', timeout: 60_000 });
}

/** What is written by Foyer, not by organizers: orders and registrations are the ledger's, and mirrored anew wherever it runs. */
const isProjection = ({ _id }: { _id: string }) => /^(order|registration)\./.test(_id);

/** Writes Sanity's own archive: documents as NDJSON, drafts too, and pictures. Rejects where the content cannot be read. */
export async function exportContent(
  target: ContentConfig,
  file: string,
): Promise<{ documents: number; assets: number }> {
  const client = connect(target);
  const { documentCount, assetCount } = await exportDataset({
    client,
    dataset: client.config().dataset ?? '',
    outputPath: file,
    filterDocument: (document) => !isProjection(document),
  });
  return { documents: documentCount, assets: assetCount };
}

/**
 * Takes such an archive, or NDJSON alone. A document with the same id gives way; others stay, so that again is harmless. Rejects where
 * something of it cannot be written.
 */
export async function importContent(
  target: ContentConfig,
  file: string,
): Promise<{ documents: number; warnings: string[] }> {
  const imported = await sanityImport(createReadStream(file), {
    client: connect(target),
    operation: 'createOrReplace',
  });
  return { documents: imported.numDocs, warnings: imported.warnings.map(({ message }) => message) };
}
