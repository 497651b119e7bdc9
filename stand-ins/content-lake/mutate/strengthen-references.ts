import { isRecord, type LakeDocument } from '../documents/document.ts';

/**
 * The document with the references that were weak only because their target was not published yet made strong: Studio marks
 * them so when somebody refers to a draft.
 */
export function strengthenReferences(document: LakeDocument): LakeDocument {
  return strengthen(document) as LakeDocument;
}

function strengthen(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strengthen);
  if (!isRecord(value)) return value;
  const isMarked = value._strengthenOnPublish !== undefined && typeof value._ref === 'string';
  const isToStayWeak = isMarked && isRecord(value._strengthenOnPublish) && value._strengthenOnPublish.weak === true;
  const entries = Object.entries(value)
    .filter(([name]) => !isMarked || (name !== '_strengthenOnPublish' && (name !== '_weak' || isToStayWeak)))
    .map(([name, item]) => [name, strengthen(item)]);
  return Object.fromEntries(entries);
}
