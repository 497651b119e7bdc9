import { createClient, type SanityClient } from '@sanity/client';
import type { ContentConfig } from '../config.ts';
import type { ImagePlace } from './picture.ts';

const lakeProject = { projectId: 'local', dataset: 'production' };

/** Sanity's own API, or the local Content Lake where no project is set. Never reads drafts. */
export function createSanityClient(config: ContentConfig): SanityClient {
  const usual = {
    apiVersion: config.SANITY_API_VERSION.replace(/^v/, ''),
    perspective: 'published' as const,
    // The cache before this client serves what it holds while Sanity is slow or away: long waits help nobody.
    timeout: 5_000,
    maxRetries: 1,
  };
  if (config.SANITY_PROJECT_ID) {
    return createClient({
      ...usual,
      projectId: config.SANITY_PROJECT_ID,
      dataset: config.SANITY_DATASET,
      token: config.SANITY_API_TOKEN,
      useCdn: true,
    });
  }
  return createClient({
    ...usual,
    ...lakeProject,
    token: config.LAKE_TOKEN,
    apiHost: config.LAKE_URL,
    useProjectHostname: false,
    useCdn: false,
  });
}

/** For what Foyer itself writes: never the CDN, and no try of its own beside the mirror's. null: no token, no right to write. */
export function createMirrorClient(config: ContentConfig): SanityClient | null {
  if (!(config.SANITY_PROJECT_ID ? config.SANITY_API_TOKEN : config.LAKE_TOKEN)) return null;
  return createSanityClient(config).withConfig({ useCdn: false, timeout: 10_000, maxRetries: 0 });
}

/** Tells the content of one project from that of another. */
export const nameContentPlace = (config: ContentConfig): string =>
  config.SANITY_PROJECT_ID ? `${config.SANITY_PROJECT_ID}:${config.SANITY_DATASET}` : 'local';

const sanityImages = 'https://cdn.sanity.io';

/** nginx passes `/lake/images/` to the lake, so its pictures come from the site's own origin. */
export function imagePlaceOf(config: ContentConfig): ImagePlace {
  if (!config.SANITY_PROJECT_ID) return { base: '/lake', ...lakeProject };
  return { base: sanityImages, projectId: config.SANITY_PROJECT_ID, dataset: config.SANITY_DATASET };
}

/** The origins beside the site's own that pages take pictures from, for their Content-Security-Policy. */
export const imageOriginOf = (config: ContentConfig): string[] => (config.SANITY_PROJECT_ID ? [sanityImages] : []);
