import { z } from 'zod';
import { parseEnvironment } from '../../platform/parse-environment.ts';
import type { ContainerLimits } from '../decision/limits.ts';
import { loopSettings, makeLimits, refuseCrossedThresholds } from '../loop/loop-settings.ts';

const count = z.coerce.number().int().min(1).max(999);

const environmentSchema = z
  .object({
    ...loopSettings,
    HOST: z.string().default('127.0.0.1'),
    CONTAINER_SCALER_PORT: z.coerce.number().int().min(1).max(65_535).default(3001),
    ENGINE_DOOR_SOCKET: z.string().default('/run/engine-door/door.sock'),
    SCALED_SERVICE: z.string().default('app'),
    MIN_REPLICAS: count.default(3),
    MAX_REPLICAS: count.default(10),
    /** What one more may use of the host; by default the limit of those that are there. */
    SCALE_CONTAINER_MEMORY_MB: z.coerce.number().positive().optional(),
    /** Decides and says so, and changes nothing. */
    SCALER_DRY_RUN: z.stringbool().default(false),
  })
  .superRefine((env, context) => {
    const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    if (env.MAX_REPLICAS < env.MIN_REPLICAS) refuse('MAX_REPLICAS', 'is below MIN_REPLICAS');
    refuseCrossedThresholds(env, refuse);
  });

export type ContainerScalerConfig = z.infer<typeof environmentSchema>;

/** Throws one error that names every wrong variable. */
export const parseContainerScalerConfig = (environment: Record<string, string | undefined>): ContainerScalerConfig =>
  parseEnvironment(environmentSchema, environment);

export const readContainerScalerConfig = (): ContainerScalerConfig => parseContainerScalerConfig(process.env);

/** Where `explain` finds the scaler. */
export const readScalerUrl = (): string =>
  parseEnvironment(z.object({ SCALER_URL: z.url().default('http://127.0.0.1:3001') }), process.env).SCALER_URL;

/** Where `pause` finds what the scaler remembers. */
export const readRedisUrl = (): string => parseEnvironment(z.object({ REDIS_URL: z.url() }), process.env).REDIS_URL;

/** The app container's own limit in the compose file, until one is seen. */
const usualMemoryMb = 1_536;

export function makeContainerLimits(config: ContainerScalerConfig): ContainerLimits {
  return {
    ...makeLimits(config),
    minContainers: config.MIN_REPLICAS,
    maxContainers: config.MAX_REPLICAS,
    minWorkers: config.MIN_WORKERS,
    containerMemoryBytes: (config.SCALE_CONTAINER_MEMORY_MB ?? usualMemoryMb) * 2 ** 20,
    saturatedShare: 0.8,
    maxStep: 4,
  };
}
