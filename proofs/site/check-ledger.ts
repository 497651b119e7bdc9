import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { projectDir } from '../../scripts/stack/project.ts';
import type { Stack } from '../../scripts/stack/start-stack.ts';

/** `npm run ledger:check` on this stack, as an operator runs it. */
export function checkLedger(stack: Stack): Promise<{ isClean: boolean; report: string }> {
  const { LEDGER_URL, EVENT_ID } = stack.env;
  const env = { NODE_ENV: 'test' as const, LEDGER_URL, EVENT_ID };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [join(projectDir, 'scripts/check-ledger.ts')], { env }, (error, stdout, stderr) => {
      if (error && error.code !== 1) reject(new Error(`the ledger could not be checked: ${stderr || error.message}`));
      else resolve({ isClean: !error, report: stdout });
    });
  });
}
