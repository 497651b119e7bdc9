import { publishedIdOf } from '../documents/document.ts';
import type { PastTransaction } from './history.ts';

/** The two halves of a document of which Studio shows one history. */
export function halvesOf(id: string): { publishedId: string; draftId: string } {
  const publishedId = publishedIdOf(id);
  return { publishedId, draftId: publishedId === id ? `drafts.${id}` : id };
}

/**
 * The large steps in a document's life, in the order of `past`, which holds the transactions of both halves. The edits between
 * them Studio works out by itself.
 */
export function toEvents(id: string, past: PastTransaction[]): object[] {
  return past.flatMap((transaction) => toEvent(id, transaction) ?? []);
}

function toEvent(id: string, { id: revisionId, timestamp, author, changes }: PastTransaction): object | null {
  const { publishedId, draftId } = halvesOf(id);
  const draft = changes.find((change) => change.id === draftId);
  const published = changes.find((change) => change.id === publishedId);
  const common = { id: revisionId, timestamp, author, documentId: publishedId };
  const version = { ...common, versionId: draftId, versionRevisionId: revisionId };

  if (draft?.before && !draft.after && published?.after) {
    const versionRevisionId = draft.before._rev;
    const publishCause = 'document.publish';
    return { ...version, type: 'publishDocumentVersion', revisionId, versionRevisionId, publishCause };
  }
  if (id !== publishedId) {
    if (draft && !draft.before && draft.after) return { ...version, type: 'createDocumentVersion' };
    if (draft?.before && !draft.after) return { ...version, type: 'deleteDocumentVersion' };
    return null;
  }
  if (!published) return null;
  if (published.before && !published.after) {
    return draft?.after ? { ...version, type: 'unpublishDocument' } : { ...common, type: 'deleteDocumentGroup' };
  }
  return { ...common, revisionId, type: published.before ? 'updateLiveDocument' : 'createLiveDocument' };
}
