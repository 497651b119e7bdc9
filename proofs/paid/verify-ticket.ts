import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { projectDir } from '../../scripts/stack/project.ts';

/** `npm run ticket:verify`, as somebody at the door runs it: its exit status, 0 for a genuine ticket. */
export function verifyTicket(
  baseUrl: string,
  code: string,
  ...more: string[]
): Promise<{ status: number; said: string }> {
  const args = [join(projectDir, 'scripts/ticket-verify.ts'), code, '--key', `${baseUrl}/api/ticket-key`, ...more];
  return new Promise((resolve) => {
    execFile(process.execPath, args, (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, said: `${stdout}${stderr}`.trim() });
    });
  });
}
