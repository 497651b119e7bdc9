import { isDocumentId, isDraftId, isRecord, type LakeDocument, publishedIdOf } from '../documents/document.ts';
import { mutationError } from '../http/errors.ts';
import { strengthenReferences } from './strengthen-references.ts';
import { badMutation, type Workspace } from './workspace.ts';

type Action = Record<string, unknown>;
const prefix = 'sanity.action.document.';

/**
 * Applies Studio's edits in order, each seeing what those before it did: one request may create a draft and edit it. Throws a
 * LakeError for the first that cannot be. https://www.sanity.io/docs/http-reference/actions
 */
export function applyActions(workspace: Workspace, actions: unknown[]): void {
  for (const [index, action] of actions.entries()) {
    const type = isRecord(action) ? action.actionType : undefined;
    const name = typeof type === 'string' && type.startsWith(prefix) ? type.slice(prefix.length) : '';
    const apply = appliers[name];
    if (!isRecord(action) || !apply) throw badMutation(index, `unknown action "${String(type).slice(0, 80)}"`);
    apply({ workspace, index, action });
  }
}

type Step = { workspace: Workspace; index: number; action: Action };

const appliers: Record<string, (step: Step) => void> = {
  create({ workspace, index, action }) {
    const attributes = isRecord(action.attributes) ? action.attributes : {};
    const publishedId = idIn({ index, action }, 'publishedId');
    const asked = typeof attributes._id === 'string' && attributes._id ? attributes._id : draftIdOf(publishedId);
    const isLenient = action.ifExists === 'ignore' || action.ifExists === 'useExisting';
    workspace.store(index, { ...attributes, _id: asked }, isLenient ? 'createIfNotExists' : 'create');
  },

  edit({ workspace, index, action }) {
    const draftId = idIn({ index, action }, 'draftId');
    if (!isRecord(action.patch)) throw badMutation(index, 'an edit needs a patch');
    if (!workspace.get(draftId)) {
      const published = requireDocument({ workspace, index }, idIn({ index, action }, 'publishedId'));
      workspace.store(index, copyOf(published, draftId), 'create');
    }
    const { id: _id, ...patch } = action.patch;
    workspace.patch(index, draftId, patch);
  },

  publish({ workspace, index, action }) {
    const draftId = idIn({ index, action }, 'draftId');
    const publishedId = idIn({ index, action }, 'publishedId');
    const draft = requireDocument({ workspace, index }, draftId);
    const published = workspace.get(publishedId);
    requireRevision(index, draftId, draft._rev, action.ifDraftRevisionId);
    requireRevision(index, publishedId, published?._rev ?? null, action.ifPublishedRevisionId);
    const createdAt = published?._createdAt ?? draft._createdAt;
    const text = { ...strengthenReferences(draft), _id: publishedId, _createdAt: createdAt };
    workspace.store(index, text, 'createOrReplace');
    workspace.remove(draftId);
  },

  unpublish({ workspace, index, action }) {
    const publishedId = idIn({ index, action }, 'publishedId');
    const draftId = idIn({ index, action }, 'draftId');
    const published = requireDocument({ workspace, index }, publishedId);
    // A draft that is there holds later edits than what was published.
    workspace.store(index, copyOf(published, draftId), 'createIfNotExists');
    workspace.remove(publishedId);
  },

  discard({ workspace, index, action }) {
    workspace.remove(idIn({ index, action }, 'draftId'));
  },

  delete({ workspace, index, action }) {
    const publishedId = idIn({ index, action }, 'publishedId');
    const includeDrafts = Array.isArray(action.includeDrafts) ? action.includeDrafts.filter(isDocumentId) : [];
    const draftId = draftIdOf(publishedId);
    if (workspace.get(draftId) && !includeDrafts.includes(draftId)) {
      throw badMutation(index, `"${publishedId}" has a draft: name it in includeDrafts to delete both`);
    }
    for (const id of [...includeDrafts, publishedId]) workspace.remove(id);
  },

  replaceDraft({ workspace, index, action }) {
    const attributes = isRecord(action.attributes) ? action.attributes : {};
    const draftId = draftIdOf(idIn({ index, action }, 'publishedId'));
    const before = workspace.get(draftId);
    workspace.store(
      index,
      { ...attributes, ...(before ? { _createdAt: before._createdAt } : {}), _id: draftId },
      'createOrReplace',
    );
  },

  'version.create'({ workspace, index, action }) {
    const document = isRecord(action.document) ? action.document : null;
    const base = document ?? requireDocument({ workspace, index }, idIn({ index, action }, 'baseId'));
    const id = document ? document._id : idIn({ index, action }, 'versionId');
    workspace.store(index, { ...base, _id: id }, 'create');
  },

  'version.replace'({ workspace, index, action }) {
    if (!isRecord(action.document)) throw badMutation(index, 'replacing a version needs a document');
    workspace.store(index, action.document, 'createOrReplace');
  },

  // Studio discards a draft by this name where nothing is published.
  'version.discard'({ workspace, index, action }) {
    workspace.remove(idIn({ index, action }, 'versionId'));
  },
};

const draftIdOf = (publishedId: string): string => (isDraftId(publishedId) ? publishedId : `drafts.${publishedId}`);

function copyOf({ _rev: _oldRev, _updatedAt: _oldTime, ...document }: LakeDocument, id: string) {
  return { ...document, _id: id };
}

function idIn({ index, action }: Pick<Step, 'index' | 'action'>, name: string): string {
  const id = action[name];
  if (!isDocumentId(id)) throw badMutation(index, `the action needs a valid ${name}`);
  const mustBeDraft = name === 'draftId';
  const isDraft = publishedIdOf(id) !== id;
  if (mustBeDraft && !isDraft) throw badMutation(index, `${name} must be the id of a draft`);
  if (name === 'publishedId' && isDraft) throw badMutation(index, `${name} must not be the id of a draft`);
  return id;
}

function requireDocument({ workspace, index }: Pick<Step, 'workspace' | 'index'>, id: string): LakeDocument {
  const document = workspace.get(id);
  if (document) return document;
  throw mutationError(404, index, {
    type: 'documentNotFoundError',
    description: `The document with the ID "${id}" was not found`,
    id,
  });
}

function requireRevision(index: number, id: string, current: string | null, expected: unknown): void {
  if (expected === undefined || expected === null || expected === current) return;
  throw mutationError(409, index, {
    type: 'documentRevisionIDDoesNotMatchError',
    description: `Document "${id}" has unexpected revision ID ("${current ?? ''}"), expected "${String(expected)}"`,
    currentRevisionID: current,
    expectedRevisionID: expected,
  });
}
