import { readBaseEnvironment } from '../../scripts/stack/environment.ts';
import { createPm2 } from '../../scripts/stack/pm2.ts';
import type { ProgramName } from '../../scripts/stack/programs.ts';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import type { ProofContext } from '../proof.ts';
import { requireOwnSite } from '../site/require-own-site.ts';
import { waitForDecision } from './decisions.ts';

const programs: ProgramName[] = ['ledger', 'redis', 'lake', 'prometheus', 'web', 'courier', 'nginx', 'worker-module'];

/** Prometheus looks so often; the windows of its rules stay as they are. */
export const scrapeSeconds = 2;

/** A Foyer with one worker, whose module may have two and has looked at it long enough to judge it. */
export async function openSite(context: ProofContext, windows: Record<string, string>) {
  const stack = await context.startStack({
    only: programs,
    webInstances: 1,
    maxWorkers: 2,
    prometheusEverySeconds: scrapeSeconds,
    env: { TRUSTED_PROXIES: '127.0.0.1', ...windows },
  });
  await requireOwnSite(stack);
  await waitForDecision(stack, 'at-minimum', { timeoutMs: 180_000 });
  const pm2 = createPm2(stack.pm2Home, readBaseEnvironment());
  return { stack, pm2 };
}

export async function countWorkers(stack: Stack): Promise<number> {
  return (await stack.pids('web')).length;
}
