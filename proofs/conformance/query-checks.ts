import assert from 'node:assert/strict';
import { type Check, type Place, requireRefusal, type } from './check.ts';

const raw = { perspective: 'raw' } as const;

async function writeThree({ write, id }: Place, name: string): Promise<string[]> {
  const ids = [1, 2, 3].map((n) => id(`${name}-${n}`));
  const transaction = write.transaction();
  for (const [index, _id] of ids.entries()) {
    const friend = { _type: 'reference', _ref: ids[0] as string };
    transaction.createOrReplace({ _id, _type: type, n: index, tags: ['a', `t${index}`], ...(index ? { friend } : {}) });
  }
  await transaction.commit();
  return ids;
}

export const queryChecks: Check[] = [
  {
    name: 'query: filters, parameters, order, slices, projections',
    async run(place) {
      const ids = await writeThree(place, 'query');
      const query = '*[_type == $type && _id in $ids && n >= $least] | order(n desc) [0...2] {n, "tag": tags[1]}';
      const found = await place.write.fetch(query, { type, ids, least: 1 });
      assert.deepEqual(found, [
        { n: 2, tag: 't2' },
        { n: 1, tag: 't1' },
      ]);
      assert.equal(await place.write.fetch('count(*[_id in $ids && "t1" in tags])', { ids }), 1);
      assert.equal(await place.write.fetch('*[_id == "there-is-no-such-document"][0]'), null);
    },
  },
  {
    name: 'query: references are followed, both ways',
    async run(place) {
      const ids = await writeThree(place, 'references');
      assert.equal(await place.write.fetch('*[_id == $id][0].friend->n', { id: ids[1] }), 0);
      const back = await place.write.fetch('*[_type == $type && references($id)] | order(n) {n}', { type, id: ids[0] });
      assert.deepEqual(back, [{ n: 1 }, { n: 2 }]);
    },
  },
  {
    name: 'query: what cannot be read is refused with 400',
    run: ({ write }) => requireRefusal(write.fetch('*[_type == '), 400),
  },
  {
    name: 'documents: by id, several in the order asked for',
    async run(place) {
      const ids = await writeThree(place, 'documents');
      const asked = [ids[2], id404, ids[0]] as string[];
      const found = await place.write.getDocuments(asked);
      assert.deepEqual(
        found.map((document) => document?._id ?? null),
        [ids[2], null, ids[0]],
      );
      assert.equal(await place.write.getDocument(id404), undefined);
    },
  },
  {
    name: 'perspectives: raw has both, published no draft, drafts the draft in place of the published',
    async run({ write, id }) {
      const _id = id('perspective');
      const only = id('only-draft');
      await write
        .transaction()
        .createOrReplace({ _id, _type: type, title: 'published' })
        .createOrReplace({ _id: `drafts.${_id}`, _type: type, title: 'draft' })
        .createOrReplace({ _id: `drafts.${only}`, _type: type, title: 'only a draft' })
        .commit();
      const query = '*[_id in $ids || _originalId in $ids] | order(title) {_id, _originalId, title}';
      const params = { ids: [_id, only, `drafts.${_id}`, `drafts.${only}`] };
      const titles = (perspective: 'published' | 'drafts' | 'raw') =>
        write.fetch<{ _id: string; _originalId?: string; title: string }[]>(query, params, { perspective });
      assert.deepEqual(
        (await titles('raw')).map(({ title }) => title),
        ['draft', 'only a draft', 'published'],
      );
      assert.deepEqual(
        (await titles('published')).map(({ title }) => title),
        ['published'],
      );
      assert.deepEqual(await titles('drafts'), [
        { _id, _originalId: `drafts.${_id}`, title: 'draft' },
        { _id: only, _originalId: `drafts.${only}`, title: 'only a draft' },
      ]);
    },
  },
  {
    name: 'access: nobody without a token sees a draft, in any perspective, or writes',
    async run({ write, anybody, id }) {
      const _id = `drafts.${id('secret')}`;
      await write.createOrReplace({ _id, _type: type, title: 'secret' });
      assert.equal(await write.fetch('count(*[_id == $_id])', { _id }, raw), 1);
      for (const perspective of ['raw', 'published', 'drafts'] as const) {
        // A private dataset answers nobody at all, which hides a draft as well.
        const seen = await anybody.fetch('count(*[title == "secret"])', {}, { perspective }).catch(() => 0);
        assert.equal(seen, 0, `seen in ${perspective}`);
      }
      const intruder = anybody.createOrReplace({ _id: id('intruder'), _type: type });
      const status = await intruder.then(
        () => 200,
        (error) => error.statusCode,
      );
      assert.ok(status === 401 || status === 403, `a stranger's write was answered with ${status}`);
    },
  },
];

const id404 = 'there-is-no-such-document';
