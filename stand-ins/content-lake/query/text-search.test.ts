import { expect, test } from 'vitest';
import type { LakeDocument } from '../documents/document.ts';
import { runQuery } from './query.ts';

const document = (_id: string, fields: object): LakeDocument => ({
  _id,
  _type: 'note',
  _rev: 'r',
  _createdAt: '',
  _updatedAt: '',
  ...fields,
});
const dataset = [
  document('a', { title: 'São Paulo by night', body: [{ _type: 'block', children: [{ text: 'Lights and rain' }] }] }),
  document('b', { title: 'Rain in Porto', tags: ['night'] }),
  document('hidden-words', { to: { _ref: 'night', _type: 'reference' } }),
];
const find = (text: string, left = '[@, _id]') =>
  runQuery(`*[_type == "note" && ${left} match text::query($text)]._id`, { text }, dataset);

test.each([
  ['rain', ['a', 'b']],
  ['rain night', ['a', 'b']],
  ['SAO', ['a']],
  ['por*', ['b']],
  ['por', []],
  ['"by night"', ['a']],
  ['"night by"', []],
  ['rain -lights', ['b']],
  ['hidden*', ['hidden-words']],
  ['*', ['a', 'b', 'hidden-words']],
  ['', ['a', 'b', 'hidden-words']],
  ['night reference', []],
])('"%s" finds %j', async (text, ids) => expect(await find(text)).toEqual(ids));

test('in one attribute alone, and scored', async () => {
  expect(await find('rain', 'title')).toEqual(['b']);
  const query =
    '*[@ match text::query("rain")] | score(boost(title match text::query("rain"), 5)) | order(_score desc)._id';
  expect(await runQuery(query, {}, dataset)).toEqual(['b', 'a']);
});

test('the same query again sees what is there by then', async () => {
  const query = '*[@ match text::query("rain")]._id';
  expect(await runQuery(query, {}, dataset)).toEqual(['a', 'b']);
  expect(await runQuery(query, {}, dataset.slice(1))).toEqual(['b']);
});
