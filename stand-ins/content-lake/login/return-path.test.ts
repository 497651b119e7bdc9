import { expect, test } from 'vitest';
import { readReturnPath } from './login-routes.ts';

const host = 'foyer.example:8080';

test.each([
  ['http://foyer.example:8080/studio/structure?a=1#b', '/studio/structure?a=1#b'],
  ['/studio/vision', '/studio/vision'],
])('%s leads back to %s', (given, path) => expect(readReturnPath(given, host)).toBe(path));

test.each([
  undefined,
  'https://evil.example/studio',
  'http://foyer.example/studio',
  'http://foyer.example:8080//evil.example/studio',
  'http://foyer.example:8080/\\evil.example',
  '//evil.example/',
  '/\\evil.example',
  '\\\\evil.example',
  'javascript:alert(1)',
  'javascript://foyer.example:8080/%0aalert(1)',
  'http://evil.example\\@foyer.example:8080/',
  'http://[',
  '/login?origin=/login',
  ['/studio'],
])('%s leads to the Studio instead', (given) => expect(readReturnPath(given, host)).toBe('/studio'));
