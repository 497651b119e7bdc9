import assert from 'node:assert/strict';
import { type Check, requireRefusal, type } from './check.ts';

const raw = { perspective: 'raw' } as const;

export const writeChecks: Check[] = [
  {
    name: 'mutations: create, createIfNotExists, createOrReplace, delete',
    async run({ write, id }) {
      const _id = id('create');
      const created = await write.create({ _id, _type: type, n: 1, old: true });
      assert.ok(created._rev && created._createdAt && created._updatedAt);
      await requireRefusal(write.create({ _id, _type: type }), 409, 'documentAlreadyExistsError');
      await write.createIfNotExists({ _id, _type: type, n: 2 });
      assert.equal((await write.getDocument(_id))?.n, 1);
      await write.createOrReplace({ _id, _type: type, n: 3 });
      assert.equal((await write.getDocument(_id))?.old, undefined);
      await write.delete(_id);
      assert.equal(await write.getDocument(_id), undefined);
    },
  },
  {
    name: 'mutations: every kind of patch',
    async run({ write, id }) {
      const _id = id('patch');
      const items = [
        { _key: 'a', n: 1 },
        { _key: 'b', n: 2 },
      ];
      await write.createOrReplace({ _id, _type: type, n: 1, text: 'the quick fox', tags: ['a'], items, gone: 1 });
      await write
        .patch(_id)
        .set({ title: 'T', 'deep.er': 1 })
        .setIfMissing({ title: 'not this', kind: 'k' })
        .unset(['gone', 'items[_key=="a"]'])
        .inc({ n: 4 })
        .dec({ n: 2 })
        .insert('after', 'tags[0]', ['b'])
        .diffMatchPatch({ text: '@@ -1,13 +1,13 @@\n the \n-quick\n+tired\n  fox\n' })
        .commit();
      // A patch holds one insertion.
      await write.patch(_id).append('tags', ['c']).commit();
      const { _rev, _createdAt, _updatedAt, ...patched } = (await write.getDocument(_id)) ?? {};
      assert.deepEqual(patched, {
        _id,
        _type: type,
        n: 3,
        title: 'T',
        deep: { er: 1 },
        kind: 'k',
        text: 'the tired fox',
        tags: ['a', 'b', 'c'],
        items: [items[1]],
      });
    },
  },
  {
    name: 'mutations: ifRevisionID of an earlier revision is a conflict, and of many at once one wins',
    async run({ write, id }) {
      const _id = id('revision');
      const first = await write.createOrReplace({ _id, _type: type, by: null });
      const attempts = Array.from({ length: 5 }, (_, by) =>
        write
          .patch(_id)
          .ifRevisionId(first._rev)
          .set({ by })
          .commit()
          .then(
            () => by,
            (error) => error.statusCode,
          ),
      );
      const outcomes = await Promise.all(attempts);
      assert.equal(outcomes.filter((outcome) => outcome === 409).length, 4, `outcomes: ${outcomes}`);
      const winner = outcomes.find((outcome) => outcome !== 409);
      assert.equal((await write.getDocument(_id))?.by, winner);
      const late = write.patch(_id).ifRevisionId(first._rev).set({ by: 'late' }).commit();
      await requireRefusal(late, 409, 'documentRevisionIDDoesNotMatchError');
    },
  },
  {
    name: 'mutations: a transaction is made whole or not at all',
    async run({ write, id }) {
      const half = id('half');
      const failing = write
        .transaction()
        .create({ _id: half, _type: type })
        .patch(id('nowhere'), { set: { n: 1 } })
        .commit();
      // Sanity answers 409, and 404 in some places.
      await assert.rejects(failing, /was not found|not found/);
      assert.equal(await write.getDocument(half), undefined);
    },
  },
  {
    name: 'mutations: what is strongly referred to must be there, and stays',
    async run({ write, id }) {
      const [source, target] = [id('source'), id('target')];
      const to = { _type: 'reference', _ref: target };
      const dangling = write.create({ _id: source, _type: type, to });
      await requireRefusal(dangling, 409, 'documentReferenceDoesNotExistError');
      await write.transaction().create({ _id: source, _type: type, to }).create({ _id: target, _type: type }).commit();
      await requireRefusal(write.delete(target), 409, 'documentHasExistingReferencesError');
      await write
        .patch(source)
        .set({ to: { ...to, _weak: true } })
        .commit();
      await write.delete(target);
    },
  },
  {
    name: 'mutations: delete by query',
    async run({ write, id }) {
      const ids = [id('query-a'), id('query-b')];
      const transaction = write.transaction();
      for (const _id of ids) transaction.createOrReplace({ _id, _type: type, batch: ids[0] });
      await transaction.commit();
      await write.delete({ query: '*[_type == $type && batch == $batch]', params: { type, batch: ids[0] } });
      assert.equal(await write.fetch('count(*[_id in $ids])', { ids }, raw), 0);
    },
  },
  {
    name: 'actions: a draft is created, edited, published, edited again, discarded, unpublished, deleted',
    async run({ write, id }) {
      const publishedId = id('action');
      const draftId = `drafts.${publishedId}`;
      const at = (_id: string) => write.getDocument(_id).then((document) => document?.n ?? null);
      const edit = (n: number) => ({
        actionType: 'sanity.action.document.edit' as const,
        draftId,
        publishedId,
        patch: { set: { n } },
      });
      await write.action([
        {
          actionType: 'sanity.action.document.create',
          publishedId,
          attributes: { _id: draftId, _type: type, n: 1 },
          ifExists: 'fail',
        },
        edit(2),
      ]);
      await write.action({ actionType: 'sanity.action.document.publish', draftId, publishedId });
      assert.deepEqual([await at(publishedId), await at(draftId)], [2, null]);
      await write.action(edit(3));
      assert.deepEqual([await at(publishedId), await at(draftId)], [2, 3]);
      await write.action({ actionType: 'sanity.action.document.discard', draftId });
      assert.deepEqual([await at(publishedId), await at(draftId)], [2, null]);
      await write.action({ actionType: 'sanity.action.document.unpublish', draftId, publishedId });
      assert.deepEqual([await at(publishedId), await at(draftId)], [null, 2]);
      await write.action({ actionType: 'sanity.action.document.publish', draftId, publishedId });
      await write.action({ actionType: 'sanity.action.document.delete', publishedId, includeDrafts: [] });
      assert.deepEqual([await at(publishedId), await at(draftId)], [null, null]);
    },
  },
];
