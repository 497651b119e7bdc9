import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

type Entry = { resolved?: string; extraneous?: boolean; dependencies?: Record<string, string> };

/** Where Node would look for `name` from the package at `place`, the nearest first. */
function* placesOf(name: string, place: string): Generator<string> {
  for (let from = place; from !== ''; from = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))))
    yield `${from}/node_modules/${name}`;
  yield `node_modules/${name}`;
}

/** What `npm ci` would ask the registry about, and refuse once the answer is another. */
function findFaults(packages: Record<string, Entry>): string[] {
  return Object.entries(packages).flatMap(([place, { resolved, extraneous, dependencies = {} }]) => [
    ...(resolved ? [`${place} names an address`] : []),
    ...(extraneous ? [`${place} is asked for by nothing`] : []),
    ...Object.keys(dependencies)
      .filter((name) => ![...placesOf(name, place)].some((found) => found in packages))
      .map((name) => `${place} needs ${name}, which is missing`),
  ]);
}

test.each(['package-lock.json', 'studio/package-lock.json'])('%s is whole, and names no address', async (path) => {
  const { packages } = JSON.parse(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8'));
  expect(Object.keys(packages).length).toBeGreaterThan(500);
  expect(findFaults(packages)).toEqual([]);
});

test('a fault of each kind is found', () => {
  const packages = {
    '': { dependencies: { one: '1', '@us/two': '1' } },
    'node_modules/one': { dependencies: { three: '1' } },
    'node_modules/one/node_modules/three': { dependencies: { one: '1', gone: '1' } },
    'node_modules/@us/two': { extraneous: true, resolved: 'https://registry.example/two.tgz' },
  };
  expect(findFaults(packages)).toEqual([
    'node_modules/one/node_modules/three needs gone, which is missing',
    'node_modules/@us/two names an address',
    'node_modules/@us/two is asked for by nothing',
  ]);
});
