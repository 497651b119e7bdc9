import type { Stack } from '../../scripts/stack/start-stack.ts';
import type { ProofContext } from '../proof.ts';
import { requireOwnSite } from '../site/require-own-site.ts';

export async function openShop(
  context: ProofContext,
  { seed, nodeArgs = [] }: { seed: number; nodeArgs?: string[] },
): Promise<Stack> {
  const stack = await context.startStack({
    only: ['ledger', 'redis', 'lake', 'paypal', 'mailbox', 'web', 'courier', 'nginx'],
    nodeArgs,
    env: {
      TRUSTED_PROXIES: '127.0.0.1',
      // Six hours of the courier's patience are 43 s.
      PAYMENT_TIME_FACTOR: '0.002',
      PAYPAL_WEBHOOK_RETRY_SECONDS: '1,2,3',
      PAYPAL_RANDOM_SEED: String(seed),
      HOLD_MINUTES: '60',
    },
  });
  await requireOwnSite(stack);
  return stack;
}
