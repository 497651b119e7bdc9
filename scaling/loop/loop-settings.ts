import { z } from 'zod';
import { defaultLimits, type Limits } from '../decision/limits.ts';

const percent = z.coerce
  .number()
  .min(1)
  .max(100)
  .transform((value) => value / 100);
const seconds = z.coerce
  .number()
  .positive()
  .transform((value) => Math.round(value * 1000));

/** The variables that both loops read alike. */
export const loopSettings = {
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  PROMETHEUS_URL: z.url().default('http://127.0.0.1:9090'),
  REDIS_URL: z.url(),
  MIN_WORKERS: z.coerce.number().int().min(1).max(64).default(1),
  SCALE_UP_THRESHOLD: percent.default(0.8),
  SCALE_DOWN_THRESHOLD: percent.default(0.3),
  SCALE_UP_P95_SECONDS: z.coerce.number().positive().default(2),
  SCALE_DOWN_P95_SECONDS: z.coerce.number().positive().default(1),
  SCALE_POLL_SECONDS: seconds.default(30_000),
  SCALE_COOLDOWN_SECONDS: seconds.default(300_000),
  SCALE_DOWN_WINDOW_SECONDS: seconds.default(300_000),
  /** A container younger than this is warming up. */
  SCALE_YOUNG_SECONDS: seconds.default(60_000),
  PROMETHEUS_SCRAPE_SECONDS: seconds.default(15_000),
};

type LoopSettings = z.infer<z.ZodObject<typeof loopSettings>>;

export function refuseCrossedThresholds(env: LoopSettings, refuse: (name: string, message: string) => void): void {
  const complaint = 'or the loop would go up and down at once';
  if (env.SCALE_DOWN_THRESHOLD >= env.SCALE_UP_THRESHOLD) {
    refuse('SCALE_DOWN_THRESHOLD', `must be below SCALE_UP_THRESHOLD, ${complaint}`);
  }
  if (env.SCALE_DOWN_P95_SECONDS >= env.SCALE_UP_P95_SECONDS) {
    refuse('SCALE_DOWN_P95_SECONDS', `must be below SCALE_UP_P95_SECONDS, ${complaint}`);
  }
}

export const makeLimits = (settings: LoopSettings): Limits => ({
  ...defaultLimits,
  up: {
    cpu: settings.SCALE_UP_THRESHOLD,
    memory: settings.SCALE_UP_THRESHOLD,
    p95Seconds: settings.SCALE_UP_P95_SECONDS,
  },
  down: {
    cpu: settings.SCALE_DOWN_THRESHOLD,
    memory: settings.SCALE_DOWN_THRESHOLD,
    p95Seconds: settings.SCALE_DOWN_P95_SECONDS,
  },
  pollMs: settings.SCALE_POLL_SECONDS,
  scrapeMs: settings.PROMETHEUS_SCRAPE_SECONDS,
  cooldownMs: settings.SCALE_COOLDOWN_SECONDS,
  downWindowMs: settings.SCALE_DOWN_WINDOW_SECONDS,
  youngMs: settings.SCALE_YOUNG_SECONDS,
});
