import { expect, test } from 'vitest';
import type { LakeDocument } from '../documents/document.ts';
import { parsePerspective, view } from './perspective.ts';

const documents = ['a', 'drafts.a', 'versions.autumn.a', 'b', 'drafts.c', 'versions.autumn.d', 'order.1'].map(
  (_id): LakeDocument => ({ _id, _type: 'note', _rev: 'r', _createdAt: '', _updatedAt: '' }),
);
const seen = (perspective: unknown, mayReadAll = true) =>
  view(documents, parsePerspective(perspective, '2025-02-19'), mayReadAll).map(({ _id, _originalId }) =>
    _originalId ? `${_id} as ${_originalId}` : _id,
  );

test('raw is everything as it is stored', () => {
  expect(seen('raw')).toEqual(documents.map(({ _id }) => _id));
});

test('published leaves drafts and versions out', () => {
  for (const given of ['published', undefined, '["published"]']) expect(seen(given)).toEqual(['a', 'b', 'order.1']);
});

test.each(['drafts', 'previewDrafts', 'drafts,published', '["drafts"]'])(
  'in %s a draft lies over what is published',
  (given) => {
    expect(seen(given)).toEqual(['a as drafts.a', 'b as b', 'c as drafts.c', 'order.1 as order.1']);
  },
);

test('a release lies over drafts where it is named first', () => {
  expect(seen('autumn,drafts')).toEqual([
    'a as versions.autumn.a',
    'b as b',
    'c as drafts.c',
    'd as versions.autumn.d',
    'order.1 as order.1',
  ]);
  expect(seen('["drafts","autumn"]')[0]).toBe('a as drafts.a');
});

test('without a token every perspective is what is published, without ids that have a dot', () => {
  for (const given of ['raw', 'published', 'drafts', 'autumn']) expect(seen(given, false)).toEqual(['a', 'b']);
});

test('before 2025-02-19 no perspective means raw', () => {
  expect(parsePerspective(undefined, '1')).toBe('raw');
  expect(parsePerspective(undefined, '2025-02-19')).toEqual([]);
  expect(parsePerspective(undefined, 'X')).toEqual([]);
});

test.each(['', '[', '{}', 'drafts,raw', 'a b', '[]', 'x'.repeat(65)])('"%s" is refused', (given) => {
  expect(() => parsePerspective(given, '2025-02-19')).toThrow('is not raw');
});
