import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as queries from './queries.ts';

const model = readFileSync(new URL('../../docs/content-model.md', import.meta.url), 'utf8');

test('docs/content-model.md names every type and field that is asked for', () => {
  const asked = Object.values(queries).join('\n');
  const types = [...asked.matchAll(/_type == "(\w+)"/g)].map(([, type]) => type);
  // What is not a filter, an order, a new name or a word of GROQ is a field.
  const fields = asked
    .replace(/\*\[[^\]]*\](\[0\])?(\.\w+)?/g, '')
    .replace(/order\([^)]*\)( asc)?[^{]*/g, '')
    .replace(/"\w+": ?/g, '')
    .match(/\b[a-z]\w+/gi)
    ?.filter((word) => word !== 'current');
  const names = [...new Set([...types, ...(fields ?? [])])];
  expect(names.length).toBeGreaterThan(30);
  expect(names.filter((name) => !model.includes(`\`${name}\``))).toEqual([]);
});
