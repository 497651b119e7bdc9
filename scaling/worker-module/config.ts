import { z } from 'zod';
import { parseEnvironment } from '../../platform/parse-environment.ts';
import { loopSettings, refuseCrossedThresholds } from '../loop/loop-settings.ts';

/** Its name in PM2, and that of its options: `pm2 set worker-module:max-workers 4`. */
export const moduleName = 'worker-module';

const environmentSchema = z
  .object({
    ...loopSettings,
    NAME: z.string().default('foyer'),
    HOST: z.string().default('127.0.0.1'),
    SCALER_METRICS_PORT: z.coerce.number().int().min(1).max(65_535).default(9463),
    /** The workers' name in PM2. */
    WORKERS_APP: z.string().default('web'),
    /** By the CPU quota where it is not set. */
    MAX_WORKERS: z.coerce.number().int().min(1).max(64).optional(),
    /** Where no control group says so, as outside a container. */
    CPU_QUOTA: z.coerce.number().positive().optional(),
    MEMORY_LIMIT_MB: z.coerce.number().positive().optional(),
  })
  .superRefine((env, context) => {
    const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    if (env.MAX_WORKERS !== undefined && env.MAX_WORKERS < env.MIN_WORKERS)
      refuse('MAX_WORKERS', 'is below MIN_WORKERS');
    refuseCrossedThresholds(env, refuse);
  });

export type WorkerModuleConfig = z.infer<typeof environmentSchema>;

type Environment = Record<string, string | undefined>;

/** Throws one error that names every wrong variable. */
export function parseWorkerModuleConfig(environment: Environment): WorkerModuleConfig {
  const options = dropEmpty(readModuleOptions(environment[moduleName]));
  return parseEnvironment(environmentSchema, { ...environment, ...options });
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
