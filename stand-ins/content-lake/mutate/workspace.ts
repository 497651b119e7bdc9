import { randomUUID } from 'node:crypto';
import { isDocumentId, isRecord, type LakeDocument } from '../documents/document.ts';
import { mutationError } from '../http/errors.ts';
import { applyPatch, type Mut } from './apply-patch.ts';

export type Operation = 'create' | 'update' | 'delete' | 'none';
export type MutationResult = { id: string; operation: Operation };
/** `null` as the document means deleted. `mutations` are those that touched the document, for listeners. */
export type Change = { id: string; before: LakeDocument | null; after: LakeDocument | null; mutations: Mut[] };
export type StoreMode = 'create' | 'createOrReplace' | 'createIfNotExists';

/** One transaction in the making: what it has done so far is seen by what it does next, and by nobody else. */
export type Workspace = {
  get(id: string): LakeDocument | null;
  store(index: number, given: unknown, mode: StoreMode): LakeDocument;
  patch(index: number, id: string, patch: Record<string, unknown>): void;
  /** Deleting what is not there is not an error, and not a result either. */
  remove(id: string): void;
  /** What differs from how the documents stood; `null` as a document: deleted meanwhile. */
  pending: ReadonlyMap<string, LakeDocument | null>;
  results: MutationResult[];
  changes(): Change[];
};

export function createWorkspace(
  find: (id: string) => LakeDocument | null,
  transaction: { id: string; timestamp: string },
): Workspace {
  const pending = new Map<string, LakeDocument | null>();
  const touching = new Map<string, Mut[]>();
  const results: MutationResult[] = [];
  const get = (id: string) => (pending.has(id) ? (pending.get(id) ?? null) : find(id));

  const write = (id: string, document: LakeDocument | null, operation: Operation, mutation: Mut) => {
    if (operation !== 'none') {
      pending.set(id, document);
      touching.set(id, [...(touching.get(id) ?? []), mutation]);
    }
    results.push({ id, operation });
  };

  return {
    get,
    pending,
    results,
    store(index, given, mode) {
      const document = prepareDocument(index, given, mode, transaction);
      const existing = get(document._id);
      if (existing && mode === 'createIfNotExists') {
        write(document._id, existing, 'none', { [mode]: document });
        return existing;
      }
      if (existing && mode === 'create') {
        throw mutationError(409, index, {
          type: 'documentAlreadyExistsError',
          description: `Document by ID "${document._id}" already exists`,
          id: document._id,
        });
      }
      write(document._id, document, existing ? 'update' : 'create', { [mode]: document });
      return document;
    },
    patch(index, id, patch) {
      const document = applyPatch(index, id, get(id), patch, transaction);
      write(id, document, 'update', { patch: { ...patch, id } });
    },
    remove(id) {
      if (get(id)) write(id, null, 'delete', { delete: { id } });
    },
    changes() {
      const changes: Change[] = [];
      for (const [id, after] of pending) {
        const before = find(id);
        if (before || after) changes.push({ id, before, after, mutations: touching.get(id) ?? [] });
      }
      return changes;
    },
  };
}

function prepareDocument(
  index: number,
  given: unknown,
  mode: StoreMode,
  transaction: { id: string; timestamp: string },
): LakeDocument {
  if (!isRecord(given)) throw badMutation(index, `${mode} expects a document`);
  if (typeof given._type !== 'string' || given._type === '') throw badMutation(index, 'the document needs a `_type`');
  // `_id: 'drafts.'` asks for a random id under that prefix.
  const asked = given._id === undefined || given._id === '' ? '' : given._id;
  const isPrefix = asked === '' || (typeof asked === 'string' && asked.endsWith('.'));
  if (isPrefix && mode !== 'create') throw badMutation(index, `${mode} needs an \`_id\``);
  const id = isPrefix ? `${asked}${randomUUID()}` : asked;
  if (!isDocumentId(id)) throw badMutation(index, `"${String(asked).slice(0, 80)}" is not a valid document id`);
  return {
    ...given,
    _id: id,
    _type: given._type,
    _rev: transaction.id,
    _createdAt: isTimestamp(given._createdAt) ? given._createdAt : transaction.timestamp,
    _updatedAt: transaction.timestamp,
  };
}

const isTimestamp = (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(value));

export function badMutation(index: number, description: string) {
  return mutationError(400, index, { type: 'validationError', description });
}
