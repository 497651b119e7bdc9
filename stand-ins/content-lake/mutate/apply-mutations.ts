import { isDocumentId, isRecord } from '../documents/document.ts';
import { badMutation, type Workspace } from './workspace.ts';

/** Ids of the documents that a patch or delete by query is about, as the workspace has them by then. */
export type Select = (query: string, params: Record<string, unknown>) => Promise<string[]>;

/** Applies the mutations in order; throws a LakeError for the first that cannot be. */
export async function applyMutations(workspace: Workspace, mutations: unknown[], select: Select): Promise<void> {
  const idsOf = async (index: number, selection: unknown): Promise<string[]> => {
    if (!isRecord(selection)) throw badMutation(index, 'expected an object');
    if (typeof selection.query === 'string') {
      return select(selection.query, isRecord(selection.params) ? selection.params : {});
    }
    const ids = Array.isArray(selection.id) ? selection.id : [selection.id];
    if (!ids.every(isDocumentId)) throw badMutation(index, 'needs a valid document id or a query');
    return ids;
  };

  for (const [index, mutation] of mutations.entries()) {
    if (!isRecord(mutation) || Object.keys(mutation).length !== 1) {
      throw badMutation(index, 'a mutation is an object with exactly one operation');
    }
    if ('create' in mutation) workspace.store(index, mutation.create, 'create');
    else if ('createOrReplace' in mutation) workspace.store(index, mutation.createOrReplace, 'createOrReplace');
    else if ('createIfNotExists' in mutation) workspace.store(index, mutation.createIfNotExists, 'createIfNotExists');
    else if ('delete' in mutation) {
      for (const id of await idsOf(index, mutation.delete)) workspace.remove(id);
    } else if ('patch' in mutation && isRecord(mutation.patch)) {
      const { query: _query, params: _params, ...patch } = mutation.patch;
      for (const id of await idsOf(index, mutation.patch)) workspace.patch(index, id, patch);
    } else throw badMutation(index, `unknown operation "${Object.keys(mutation)[0]}"`);
  }
}
