import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is put in place of what, in the files that nginx is about to read. */
export type ChangeNginx = { file: 'nginx.conf' | 'main.conf' | 'to-workers.conf'; from: RegExp; to: string }[];

/** For a stack's `onPrepared`. Throws where there is nothing to change: such a control would control nothing. */
export function changeFiles(dataDir: string, changes: ChangeNginx = []): void {
  for (const { file, from, to } of changes) {
    const path = join(dataDir, 'nginx', file);
    const text = readFileSync(path, 'utf8');
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`${file} has nothing like ${from}`);
    writeFileSync(path, changed);
  }
}
