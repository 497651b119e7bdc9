import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareDataDir, setLongLogAside } from './data-dir.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foyer-data-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a data folder is made with what belongs into it, and is there the next time', async () => {
  const dataDir = join(folder, 'a/b');
  await prepareDataDir(dataDir, ['logs', 'ledger']);
  await writeFile(join(dataDir, 'ledger/orders'), 'kept');
  await prepareDataDir(dataDir, ['logs', 'ledger']);
  expect(await readFile(join(dataDir, 'ledger/orders'), 'utf8')).toBe('kept');
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
});

test('a data folder that cannot be written is one plain sentence', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(prepareDataDir(join(folder, 'file'), [])).rejects.toThrow(
    `Foyer keeps its data in ${folder}/file, and cannot write there`,
  );
  await expect(prepareDataDir(folder, ['file'])).rejects.toThrow('and cannot write there');
});

test('a disk that is nearly full is said before an order meets it', async () => {
  await expect(prepareDataDir(folder, [], 2 ** 60)).rejects.toThrow(
    /The disk that holds .* is nearly full: \d+ MB are free, Foyer needs \d+ MB\./,
  );
});

test('a long log makes room, one older one is kept', async () => {
  const log = join(folder, 'web.log');
  await setLongLogAside(log);
  await writeFile(log, 'short');
  await setLongLogAside(log);
  expect(await readFile(log, 'utf8')).toBe('short');
  await writeFile(log, 'x'.repeat(11 * 1024 * 1024));
  await setLongLogAside(log);
  expect((await stat(`${log}.1`)).size).toBe(11 * 1024 * 1024);
  await expect(stat(log)).rejects.toThrow('ENOENT');
});
