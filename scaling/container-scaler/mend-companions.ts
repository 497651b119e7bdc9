import type { Backoff } from './backoff.ts';
import type { Companion, ContainerTarget } from './targets/target.ts';

type Say = (fields: object, message: string) => void;

/**
 * Restarts the unhealthy containers of other services: compose restarts what ends, not what hangs. It needs neither the lease nor
 * Redis, which may be the one that hangs; the door restarts nothing that is not unhealthy.
 */
export function createMendCompanions(ports: {
  target: Pick<ContainerTarget, 'restart'>;
  backoff: Backoff;
  isDryRun: boolean;
  log: { info: Say; error: Say };
  now: () => number;
}) {
  const { target, backoff, isDryRun, log, now } = ports;
  return async (companions: Companion[]): Promise<void> => {
    for (const companion of companions) {
      const { name, isUnhealthy } = companion;
      if (!isUnhealthy) {
        backoff.noteWell(name, now());
        continue;
      }
      backoff.noteIll(name);
      if (!backoff.isDue(name, now())) continue;
      const { waitMs, count } = backoff.noteTry(name, now());
      const plan = `${name} is unhealthy: ${isDryRun ? 'it would be restarted' : 'it is restarted'}`;
      log.info({ count }, `${plan}; if that does not help, again in ${waitMs / 1000} s`);
      if (isDryRun) continue;
      // One that cannot be restarted keeps nobody else from being restarted.
      await target.restart(companion).catch((error: Error) => log.error({ error: error.message }, `${name} stays so`));
    }
  };
}
