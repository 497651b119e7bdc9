import { mutationError } from '../http/errors.ts';
import type { Change } from '../mutate/workspace.ts';
import { collectStrongReferences } from './document.ts';
import type { Store } from './store.ts';

/** Throws if, after the whole transaction, a strong reference would point at nothing. The order inside it does not matter. */
export function checkReferences(store: Pick<Store, 'get' | 'referencesTo'>, changes: Change[]): void {
  const after = new Map(changes.map((change) => [change.id, change.after]));
  const exists = (id: string) => (after.has(id) ? after.get(id) !== null : store.get(id) !== null);

  for (const { id, after: document } of changes) {
    if (document) {
      for (const target of collectStrongReferences(document)) {
        if (exists(target)) continue;
        throw mutationError(409, 0, {
          type: 'documentReferenceDoesNotExistError',
          description: `Document "${id}" references non-existent document "${target}"`,
          id,
          referenceID: target,
        });
      }
      continue;
    }
    // A document that is itself part of this transaction was looked at above, with the references it has afterwards.
    const referencing = [...store.referencesTo(id)].filter((source) => !after.has(source));
    if (referencing.length > 0) {
      throw mutationError(409, 0, {
        type: 'documentHasExistingReferencesError',
        description: `Document "${id}" cannot be deleted as there are references to it from "${referencing[0]}"`,
        id,
        referencingIDs: referencing,
      });
    }
  }
}
