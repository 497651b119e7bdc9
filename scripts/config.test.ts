import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readContentTarget, readLedgerTarget } from './config.ts';
import { writeRun } from './stack/run-file.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'foyer-config-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

/** As if the Foyer of this folder were kept open by this process. */
function open(variables: Record<string, string>) {
  writeRun(dataDir, { baseUrl: 'http://127.0.0.1:1', pm2Home: '/nowhere', variables });
  writeFileSync(join(dataDir, 'secrets.json'), JSON.stringify({ LAKE_TOKEN: 'the-lakes-own-token' }));
}
const here = { LEDGER_URL: 'redis://127.0.0.1:2', LAKE_URL: 'http://127.0.0.1:3' };

test('without a variable the commands work on the Foyer that is open here', () => {
  open({ ...here, EVENT_ID: 'camp' });
  expect(readLedgerTarget({}, dataDir)).toEqual({ LEDGER_URL: 'redis://127.0.0.1:2', EVENT_ID: 'camp' });
  expect(readContentTarget({}, dataDir)).toMatchObject({
    LAKE_URL: 'http://127.0.0.1:3',
    LAKE_TOKEN: 'the-lakes-own-token',
  });
});

test('a variable left blank changes nothing', () => {
  open({ ...here, EVENT_ID: 'camp' });
  expect(readLedgerTarget({ EVENT_ID: '' }, dataDir).EVENT_ID).toBe('camp');
  expect(readContentTarget({ LAKE_TOKEN: '', SANITY_PROJECT_ID: '' }, dataDir).LAKE_TOKEN).toBe('the-lakes-own-token');
});

test('what the operator names is not mixed with what is open here', () => {
  open({ ...here, EVENT_ID: 'camp' });
  expect(readLedgerTarget({ LEDGER_URL: 'redis://elsewhere:6379' }, dataDir)).toEqual({
    LEDGER_URL: 'redis://elsewhere:6379',
    EVENT_ID: 'event',
  });
  // The local lake's token would be a secret sent to the wrong server.
  expect(() => readContentTarget({ LAKE_URL: 'http://127.0.0.1:9' }, dataDir)).toThrow('LAKE_TOKEN is not set');
  const sanity = { SANITY_PROJECT_ID: 'abc123', SANITY_API_TOKEN: 'a-token' };
  expect(readContentTarget(sanity, dataDir)).toMatchObject({ ...sanity, SANITY_DATASET: 'production' });
  expect(readContentTarget(sanity, dataDir).LAKE_TOKEN).toBeUndefined();
});

test('a Foyer that reads from Sanity needs a token that may write', () => {
  open({ ...here, SANITY_PROJECT_ID: 'abc123' });
  expect(() => readContentTarget({}, dataDir)).toThrow('SANITY_API_TOKEN is not set');
});

test('where nothing is open and nothing is named, one sentence says what to do', () => {
  expect(() => readLedgerTarget({}, dataDir)).toThrow(/Foyer is not open here: `npm start`.*set LEDGER_URL/);
  expect(() => readContentTarget({}, dataDir)).toThrow(/set SANITY_PROJECT_ID and SANITY_API_TOKEN/);
});
