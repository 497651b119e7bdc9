import { Mutation } from '@sanity/mutator';
import { isRecord, type LakeDocument } from '../documents/document.ts';
import { mutationError } from '../http/errors.ts';

export type Mut = ConstructorParameters<typeof Mutation>[0]['mutations'][number];

const operations = ['set', 'setIfMissing', 'unset', 'inc', 'dec', 'insert', 'diffMatchPatch'];
const immutable = ['_id', '_type', '_rev', '_createdAt', '_updatedAt'] as const;

/** The document as the patch leaves it; throws a LakeError where it cannot be applied. */
export function applyPatch(
  index: number,
  id: string,
  document: LakeDocument | null,
  patch: Record<string, unknown>,
  transaction: { id: string; timestamp: string },
): LakeDocument {
  if (!document) {
    throw mutationError(404, index, {
      type: 'documentNotFoundError',
      description: `The document with the ID "${id}" was not found`,
      id,
    });
  }
  const { ifRevisionID, ...changes } = patch;
  if (ifRevisionID !== undefined && ifRevisionID !== document._rev) {
    throw mutationError(409, index, {
      type: 'documentRevisionIDDoesNotMatchError',
      description: `Document "${id}" has unexpected revision ID ("${document._rev}"), expected "${String(ifRevisionID)}"`,
      currentRevisionID: document._rev,
      expectedRevisionID: ifRevisionID,
    });
  }
  const unknown = Object.keys(changes).find((key) => key !== 'id' && !operations.includes(key));
  if (unknown) throw invalid(index, `unknown patch operation "${unknown}"`);
  let patched: unknown;
  try {
    patched = new Mutation({ mutations: [{ patch: { ...changes, id } } as Mut] }).apply(document);
  } catch (error) {
    throw invalid(index, error instanceof Error ? error.message : 'the patch could not be applied');
  }
  if (!isRecord(patched)) throw invalid(index, 'the patch leaves no document');
  const changed = immutable.find((name) => patched[name] !== document[name]);
  if (changed) throw invalid(index, `Cannot modify immutable attribute "${changed}"`);
  const { _id, _type, _createdAt } = document;
  return { ...patched, _id, _type, _createdAt, _rev: transaction.id, _updatedAt: transaction.timestamp };
}

function invalid(index: number, description: string) {
  return mutationError(400, index, { type: 'validationError', description });
}
