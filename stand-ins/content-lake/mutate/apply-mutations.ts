import { randomUUID } from 'node:crypto';
import { isDocumentId, isRecord, type LakeDocument } from '../documents/document.ts';
import { apiError, mutationError } from '../http/errors.ts';
import { applyPatch, type Mut } from './apply-patch.ts';

/** How the documents stand before the transaction, and the queries that a patch or delete by query needs. */
export type Before = {
  get(id: string): LakeDocument | null;
  select(
    query: string,
    params: Record<string, unknown>,
    pending: ReadonlyMap<string, LakeDocument | null>,
  ): Promise<string[]>;
};

export type Operation = 'create' | 'update' | 'delete' | 'none';
export type MutationResult = { id: string; operation: Operation };
/** `null` as the document means deleted. `mutations` are those that touched the document, for listeners. */
export type Change = { id: string; before: LakeDocument | null; after: LakeDocument | null; mutations: Mut[] };
export type Applied = { results: MutationResult[]; changes: Change[] };

/** Applies the mutations in order to what `before` holds, in memory; throws a LakeError for the first that cannot be. */
export async function applyMutations(
  before: Before,
  mutations: unknown[],
  transaction: { id: string; timestamp: string },
): Promise<Applied> {
  const pending = new Map<string, LakeDocument | null>();
  const touching = new Map<string, Mut[]>();
  const results: MutationResult[] = [];
  const get = (id: string) => (pending.has(id) ? (pending.get(id) ?? null) : before.get(id));

  const write = (id: string, document: LakeDocument | null, operation: Operation, mutation: Mut) => {
    if (operation !== 'none') {
      pending.set(id, document);
      touching.set(id, [...(touching.get(id) ?? []), mutation]);
    }
    results.push({ id, operation });
  };

  const store = (index: number, given: unknown, mode: 'create' | 'createOrReplace' | 'createIfNotExists') => {
    const document = prepareDocument(index, given, mode, transaction);
    const existing = get(document._id);
    if (existing && mode === 'createIfNotExists') return write(document._id, existing, 'none', { [mode]: document });
    if (existing && mode === 'create') {
      throw mutationError(409, index, {
        type: 'documentAlreadyExistsError',
        description: `Document by ID "${document._id}" already exists`,
        id: document._id,
      });
    }
    write(document._id, document, existing ? 'update' : 'create', { [mode]: document });
  };

  const idsOf = async (index: number, selection: unknown): Promise<string[]> => {
    if (!isRecord(selection)) throw badMutation(index, 'expected an object');
    if (typeof selection.query === 'string') {
      return before.select(selection.query, isRecord(selection.params) ? selection.params : {}, pending);
    }
    const ids = Array.isArray(selection.id) ? selection.id : [selection.id];
    if (!ids.every(isDocumentId)) throw badMutation(index, 'needs a valid document id or a query');
    return ids;
  };

  for (const [index, mutation] of mutations.entries()) {
    if (!isRecord(mutation) || Object.keys(mutation).length !== 1) {
      throw badMutation(index, 'a mutation is an object with exactly one operation');
    }
    if ('create' in mutation) store(index, mutation.create, 'create');
    else if ('createOrReplace' in mutation) store(index, mutation.createOrReplace, 'createOrReplace');
    else if ('createIfNotExists' in mutation) store(index, mutation.createIfNotExists, 'createIfNotExists');
    else if ('delete' in mutation) {
      for (const id of await idsOf(index, mutation.delete)) {
        // Deleting what is not there is not an error, and not a result either.
        if (get(id)) write(id, null, 'delete', { delete: { id } });
      }
    } else if ('patch' in mutation && isRecord(mutation.patch)) {
      const { query: _query, params: _params, ...patch } = mutation.patch;
      for (const id of await idsOf(index, mutation.patch)) {
        const document = applyPatch(index, id, get(id), patch, transaction);
        write(id, document, 'update', { patch: { ...patch, id } });
      }
    } else throw badMutation(index, `unknown operation "${Object.keys(mutation)[0]}"`);
  }

  const changes: Change[] = [];
  for (const [id, after] of pending) {
    const earlier = before.get(id);
    if (earlier || after) changes.push({ id, before: earlier, after, mutations: touching.get(id) ?? [] });
  }
  return { results, changes };
}

function prepareDocument(
  index: number,
  given: unknown,
  mode: string,
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

function badMutation(index: number, description: string) {
  return mutationError(400, index, { type: 'validationError', description });
}

/** The transaction's body as sent; throws where it is not one. */
export function parseTransaction(body: unknown): { mutations: unknown[]; transactionId: string | null } {
  if (!isRecord(body) || !Array.isArray(body.mutations)) throw apiError(400, 'expected { "mutations": [...] }');
  const { transactionId } = body;
  if (transactionId === undefined || transactionId === null) return { mutations: body.mutations, transactionId: null };
  if (typeof transactionId !== 'string' || !/^[a-zA-Z0-9_-]{1,128}$/.test(transactionId)) {
    throw apiError(400, 'the transaction id must be 1 to 128 letters, digits, hyphens or underscores');
  }
  return { mutations: body.mutations, transactionId };
}
