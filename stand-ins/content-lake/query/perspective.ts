import {
  isDraftId,
  isPublicId,
  isVersionId,
  type LakeDocument,
  publishedIdOf,
  versionNameOf,
} from '../documents/document.ts';
import { apiError } from '../http/errors.ts';

/** `raw`, or what lies over the published documents, the topmost first: `drafts`, names of releases; nothing: published. */
export type Perspective = 'raw' | readonly string[];

/** From this version of the API on, a query without a perspective means `published`. */
const publishedByDefaultSince = '2025-02-19';

/** `given` as in the address: a name, a list with commas, or one in JSON. */
export function parsePerspective(given: unknown, apiVersion: string): Perspective {
  if (given === undefined) {
    const isNew = apiVersion === 'X' || apiVersion >= publishedByDefaultSince;
    return isNew ? [] : 'raw';
  }
  if (given === 'raw') return 'raw';
  const names = readNames(String(given)).map((name) => (name === 'previewDrafts' ? 'drafts' : name));
  const wrong = names.find((name) => name === 'raw' || !/^[a-zA-Z0-9_-]{1,64}$/.test(name));
  if (wrong !== undefined || names.length === 0) {
    throw apiError(
      400,
      `The perspective "${String(given).slice(0, 60)}" is not raw, published, drafts or a list of releases`,
    );
  }
  return names.filter((name) => name !== 'published');
}

function readNames(text: string): string[] {
  if (!text.startsWith('[')) return text.split(',').filter(Boolean);
  try {
    const names: unknown = JSON.parse(text);
    return Array.isArray(names) ? names.map(String) : [];
  } catch {
    return [];
  }
}

/** The documents as this reader sees them: the topmost that is there stands in for the published one, under its id. */
export function view(documents: LakeDocument[], perspective: Perspective, mayReadAll: boolean): LakeDocument[] {
  if (!mayReadAll) return documents.filter((document) => isPublicId(document._id));
  if (perspective === 'raw') return documents;
  if (perspective.length === 0) return documents.filter(({ _id }) => !isDraftId(_id) && !isVersionId(_id));
  const shown = new Map<string, { rank: number; document: LakeDocument }>();
  for (const document of documents) {
    const rank = rankOf(document._id, perspective);
    if (rank === null) continue;
    const id = publishedIdOf(document._id);
    const other = shown.get(id);
    if (!other || rank < other.rank) shown.set(id, { rank, document });
  }
  return [...shown].map(([_id, { document }]) => ({ ...document, _id, _originalId: document._id }));
}

/** 0 is the topmost; null: not in this perspective. */
function rankOf(id: string, layers: readonly string[]): number | null {
  const name = isDraftId(id) ? 'drafts' : versionNameOf(id);
  if (name === null) return layers.length;
  const rank = layers.indexOf(name);
  return rank < 0 ? null : rank;
}
