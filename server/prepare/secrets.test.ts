import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isTicketKey } from '../tickets/ticket-keys.ts';
import { readOrMakeSecrets } from './secrets.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foyer-secrets-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('secrets are made once, for their owner alone', async () => {
  const made = await readOrMakeSecrets(folder);
  expect(await readOrMakeSecrets(folder)).toEqual(made);
  expect(new Set(Object.values(made)).size).toBe(8);
  expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600);
});

test('a file from before PayPal and tickets keeps its secrets and gets theirs', async () => {
  const old = { SESSION_SECRET: 'one', ORDER_LINK_SECRET: 'two', LAKE_TOKEN: 'three' };
  await writeFile(join(folder, 'secrets.json'), JSON.stringify(old));
  const secrets = await readOrMakeSecrets(folder);
  expect(secrets).toMatchObject(old);
  expect(secrets.PAYPAL_STAND_IN_CLIENT_SECRET).toHaveLength(64);
  expect(isTicketKey(secrets.TICKET_PRIVATE_KEY)).toBe(true);
  expect(JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8'))).toEqual(secrets);
  expect(await readOrMakeSecrets(folder)).toEqual(secrets);
});

test('a damaged file is an error, never a reason to make new secrets', async () => {
  await writeFile(join(folder, 'secrets.json'), '{');
  await expect(readOrMakeSecrets(folder)).rejects.toThrow('cannot be read');
});
