import { isDraftId, isPublicId, type LakeDocument, publishedIdOf } from '../documents/document.ts';
import { apiError } from '../http/errors.ts';

export type Perspective = 'raw' | 'published' | 'drafts';

/** From this version of the API on, a query without a perspective means `published`. */
const publishedByDefaultSince = '2025-02-19';

export function parsePerspective(given: unknown, apiVersion: string): Perspective {
  if (given === undefined) {
    const isNew = apiVersion === 'X' || apiVersion >= publishedByDefaultSince;
    return isNew ? 'published' : 'raw';
  }
  if (given === 'raw' || given === 'published' || given === 'drafts') return given;
  if (given === 'previewDrafts') return 'drafts';
  throw apiError(400, `The perspective "${String(given).slice(0, 60)}" is not one of raw, published, drafts`);
}

/** The documents as this reader sees them. In `drafts` a draft stands in for the published one, under its id. */
export function view(documents: LakeDocument[], perspective: Perspective, mayReadAll: boolean): LakeDocument[] {
  if (!mayReadAll) return documents.filter((document) => isPublicId(document._id));
  if (perspective === 'raw') return documents;
  if (perspective === 'published') return documents.filter((document) => !isDraftId(document._id));
  const shown = new Map<string, LakeDocument>();
  for (const document of documents) {
    const id = publishedIdOf(document._id);
    if (isDraftId(document._id) || !shown.has(id)) shown.set(id, { ...document, _id: id, _originalId: document._id });
  }
  return [...shown.values()];
}
