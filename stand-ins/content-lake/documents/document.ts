/** A stored document. `_rev` is the id of the transaction that last wrote it. */
export type LakeDocument = {
  _id: string;
  _type: string;
  _rev: string;
  _createdAt: string;
  _updatedAt: string;
  [attribute: string]: unknown;
};

const draftPrefix = 'drafts.';
const versionPattern = /^versions\.([^.]+)\./;

/** What Sanity allows: https://www.sanity.io/docs/ids */
export const isDocumentId = (id: unknown): id is string =>
  typeof id === 'string' && /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/.test(id) && !id.includes('..') && !id.endsWith('.');

export const isDraftId = (id: string): boolean => id.startsWith(draftPrefix);
/** `versions.<release>.<id>`: what a document becomes with a release. */
export const isVersionId = (id: string): boolean => versionPattern.test(id);
export const versionNameOf = (id: string): string | null => versionPattern.exec(id)?.[1] ?? null;

/** The id under which the document is, or will be, published. */
export const publishedIdOf = (id: string): string =>
  isDraftId(id) ? id.slice(draftPrefix.length) : id.replace(versionPattern, '');

/** A dot anywhere in the id (drafts, versions, orders) keeps a document from readers without a token. */
export const isPublicId = (id: string): boolean => !id.includes('.');

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The ids that must exist as long as this value does: strong references inside this dataset. */
export function collectStrongReferences(value: unknown, into = new Set<string>()): Set<string> {
  if (Array.isArray(value)) {
    for (const item of value) collectStrongReferences(item, into);
  } else if (isRecord(value)) {
    if (typeof value._ref === 'string' && value._weak !== true && value._dataset === undefined) into.add(value._ref);
    for (const item of Object.values(value)) {
      if (typeof item === 'object') collectStrongReferences(item, into);
    }
  }
  return into;
}
