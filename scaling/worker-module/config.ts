import { z } from 'zod';

/** Its name in PM2, and that of its options: `pm2 set worker-module:max-workers 4`. */
export const moduleName = 'worker-module';

const url = z.url();
const percent = z.coerce
  .number()
  .min(1)
  .max(100)
  .transform((value) => value / 100);
const seconds = z.coerce
  .number()
  .positive()
  .transform((value) => Math.round(value * 1000));
const count = z.coerce.number().int().min(1).max(64);

const environmentSchema = z
  .object({
    NAME: z.string().default('foyer'),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    HOST: z.string().default('127.0.0.1'),
    SCALER_METRICS_PORT: z.coerce.number().int().min(1).max(65_535).default(9463),
    PROMETHEUS_URL: url.default('http://127.0.0.1:9090'),
    REDIS_URL: url,
    /** The workers' name in PM2. */
    WORKERS_APP: z.string().default('web'),
    MIN_WORKERS: count.default(1),
    /** By the CPU quota where it is not set. */
    MAX_WORKERS: count.optional(),
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
    /** Where no control group says so, as outside a container. */
    CPU_QUOTA: z.coerce.number().positive().optional(),
    MEMORY_LIMIT_MB: z.coerce.number().positive().optional(),
  })
  .superRefine((env, context) => {
    const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    if (env.MAX_WORKERS !== undefined && env.MAX_WORKERS < env.MIN_WORKERS)
      refuse('MAX_WORKERS', 'is below MIN_WORKERS');
    if (env.SCALE_DOWN_THRESHOLD >= env.SCALE_UP_THRESHOLD) {
      refuse('SCALE_DOWN_THRESHOLD', 'must be below SCALE_UP_THRESHOLD, or the loop would go up and down at once');
    }
    if (env.SCALE_DOWN_P95_SECONDS >= env.SCALE_UP_P95_SECONDS) {
      refuse('SCALE_DOWN_P95_SECONDS', 'must be below SCALE_UP_P95_SECONDS, or the loop would go up and down at once');
    }
  });

export type WorkerModuleConfig = z.infer<typeof environmentSchema>;

type Environment = Record<string, string | undefined>;

/** Throws one error that names every wrong variable. */
export function parseWorkerModuleConfig(environment: Environment): WorkerModuleConfig {
  const given = { ...dropEmpty(environment), ...dropEmpty(readModuleOptions(environment[moduleName])) };
  const parsed = environmentSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const isMissing = given[String(issue.path[0])] === undefined && issue.code === 'invalid_type';
    return `  ${issue.path.join('.')}: ${isMissing ? 'is missing' : issue.message}`;
  });
  throw new Error(`The configuration is wrong; see .env.example.\n${problems.join('\n')}`);
}

const dropEmpty = (values: Environment): Environment =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''));

/**
 * PM2 hands a module its options as JSON in a variable of the module's name, and each by itself under its own name besides:
 * in small letters, or an empty MAX_WORKERS there would hide the environment's. `max-workers` is MAX_WORKERS.
 */
function readModuleOptions(json: string | undefined): Environment {
  try {
    const options = z.record(z.string(), z.unknown()).parse(JSON.parse(json || '{}'));
    return Object.fromEntries(
      Object.entries(options).map(([name, value]) => [name.toUpperCase().replaceAll('-', '_'), String(value)]),
    );
  } catch {
    throw new Error(`PM2's options of ${moduleName} are no JSON object.`);
  }
}

export const readWorkerModuleConfig = (): WorkerModuleConfig => parseWorkerModuleConfig(process.env);
