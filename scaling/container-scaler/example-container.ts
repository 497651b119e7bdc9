import type { ShownContainer } from '../engine-door/contract.ts';

/** For tests: a healthy app container as the door shows it, started at `startedAtMs`. */
export const makeContainer = (
  number: number,
  startedAtMs: number,
  own: Partial<ShownContainer> = {},
): ShownContainer => ({
  id: String(number).padStart(64, 'a'),
  name: `foyer-app-${number}`,
  service: 'app',
  number,
  state: 'running',
  health: 'healthy',
  hostname: `host-${number}`,
  version: 'one',
  createdAtMs: startedAtMs,
  startedAtMs,
  restarts: 0,
  memoryLimitBytes: 512 * 2 ** 20,
  isAttached: true,
  isCloned: false,
  ...own,
});
