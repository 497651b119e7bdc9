import type { Stack } from '../../scripts/stack/start-stack.ts';
import { require } from '../proof.ts';
import { readAccessLog } from './read-access-log.ts';

/**
 * Throws unless what answers at the stack's address is this stack: a load on somebody else's site proves nothing and does
 * harm. Its own access log must name the very request, and one of its own workers must have answered it.
 */
export async function requireOwnSite(stack: Stack): Promise<void> {
  const response = await fetch(`${stack.baseUrl}/api/health`);
  const requestId = response.headers.get('X-Request-Id');
  const worker = `127.0.0.1:${stack.ports.web}`;
  const giveUpAt = Date.now() + 5_000;
  for (;;) {
    const lines = await readAccessLog(stack);
    if (lines.some((line) => line.requestId === requestId && line.upstream === worker)) return;
    require(Date.now() < giveUpAt, `what answers at ${stack.baseUrl} is not the site that was started for this proof`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
