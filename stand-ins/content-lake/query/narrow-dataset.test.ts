import { evaluate, parse } from 'groq-js/1';
import { expect, test } from 'vitest';
import type { LakeDocument } from '../documents/document.ts';
import { narrowDataset } from './narrow-dataset.ts';

const document = (_id: string, _type: string, rest: object = {}): LakeDocument => ({
  _id,
  _type,
  _rev: 'r',
  _createdAt: '',
  _updatedAt: '',
  ...rest,
});
const dataset = [
  document('order.1', 'order', { state: 'HELD' }),
  document('a1', 'a', { friend: { _ref: 'c1' }, n: 1 }),
  document('b1', 'b', { n: 2 }),
  document('c1', 'c', { n: 3 }),
  document('a2', 'a', { n: 4, list: ['a', 'b'] }),
];
const params = { types: ['a', 'c'], id: 'b1' };

const look = async (query: string) => {
  const tree = parse(query, { params });
  const narrow = narrowDataset(tree, dataset);
  const answer = async (documents: LakeDocument[]) => (await evaluate(tree, { dataset: documents, params })).get();
  expect(await answer(narrow)).toEqual(await answer(dataset));
  return narrow.map(({ _id }) => _id);
};

test.each([
  ['*[_type == "a"]', ['a1', 'a2']],
  ['*["a" == _type && n > 1]|order(n desc)', ['a1', 'a2']],
  ['*[n > 1 && _type in ["a", "b"]][0..1]{n}', ['a1', 'b1', 'a2']],
  ['*[_type in $types]', ['a1', 'c1', 'a2']],
  ['*[_id == $id][0]', ['b1']],
  ['*[_id == "a1" || (_type == "b" && n == 2)]', ['a1', 'b1']],
  ['{"a": *[_type == "a"], "one": *[_id == "b1"][0].n}', ['a1', 'b1', 'a2']],
  ['*[_type == "a"]{"more": *[_type == "c" && references(^.friend._ref)]}', ['a1', 'c1', 'a2']],
  ['count(*[_type == "a"][n > 1])', ['a1', 'a2']],
])('%s looks at no more than it names', async (query, ids) => {
  expect(await look(query)).toEqual(ids);
});

test.each([
  '*',
  '*[n > 1]',
  '*[_type != "order"]',
  '*[!(_type == "a")]',
  '*[_type == "a" || n == 2]',
  '*[_type in ["a", _id]]',
  '*[_type == ["a"]]',
  '*[friend._type == "a"]',
  '*[_type == "a"]{"all": count(*)}',
  '*[_type == "a" && count(*[n == 2]) > 0]',
  '*[_id in path("order.*")]',
  '*[_type match "a*"]',
  'count(*)',
])('%s looks at everything', async (query) => {
  expect(await look(query)).toHaveLength(dataset.length);
});
