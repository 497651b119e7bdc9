import type { Random } from '../../platform/random.ts';
import { profiles } from '../../scaling/simulator/profiles.ts';

/** A run worth recording. Loads are shares of what one worker can do, whatever machine it runs on. */
export type Plan = {
  about: string;
  seconds: number;
  makeShare: (random: Random) => (second: number) => number;
  maxWorkers: number;
  /** Cores its container may use. */
  cpuQuota: number;
  memoryLimitMb: number;
  thresholds: { up: number; down: number };
  /** Only where they are not the product's own. */
  windows?: { pollMs: number; cooldownMs: number; downWindowMs: number };
};

/** Of one core: an hour of it must be possible beside other work. Thresholds and load are a tenth of the usual. */
const tenth = 0.1;

export const plans: Record<string, Plan> = {
  'noisy-hour': {
    about:
      'an hour of noise: on average 70 % of one worker, half as much again for 20 s or all but nothing for 40 s now and then',
    seconds: 3_600,
    makeShare: (random) => {
      const { makeRate, usualRate } = findNoise();
      const rateAt = makeRate(random);
      return (second) => (0.7 * tenth * rateAt(second)) / usualRate;
    },
    maxWorkers: 2,
    cpuQuota: 2,
    memoryLimitMb: 20_000,
    thresholds: { up: 0.8 * tenth, down: 0.3 * tenth },
  },
  'rise-and-fall': {
    about: 'quiet, three and a half minutes at 92 % of one worker, and quiet again',
    seconds: 510,
    makeShare: () => (second) => (second < 75 ? 0.2 : second < 285 ? 0.92 : 0.08),
    maxWorkers: 2,
    cpuQuota: 2,
    memoryLimitMb: 4_000,
    thresholds: { up: 0.8, down: 0.3 },
    windows: { pollMs: 15_000, cooldownMs: 60_000, downWindowMs: 60_000 },
  },
};

function findNoise() {
  const profile = profiles['noisy-hour'];
  if (!profile) throw new Error('The profile noisy-hour is gone.');
  return { makeRate: profile.makeRate, usualRate: 470 };
}
