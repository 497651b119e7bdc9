import { z } from 'zod';
import { parseEnvironment } from '../../platform/parse-environment.ts';

const name = z.string().regex(/^[a-z0-9][a-z0-9_-]*$/, 'must be a name of compose: small letters, digits, - and _');
const count = z.coerce.number().int().min(1).max(999);

const environmentSchema = z
  .object({
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    /** The compose project whose containers are within reach. */
    COMPOSE_PROJECT_NAME: name,
    /** Docker's own socket. */
    ENGINE_SOCKET: z.string().default('/var/run/docker.sock'),
    /** The door's own. */
    ENGINE_DOOR_SOCKET: z.string().default('/run/engine-door/door.sock'),
    SCALED_SERVICE: name.default('app'),
    /** The network of nginx, as the compose file calls it. */
    FRONT_NETWORK: name.default('front'),
    MIN_REPLICAS: count.default(3),
    MAX_REPLICAS: count.default(10),
    /** Services, comma-separated, of which an unhealthy container may be restarted. */
    RESTARTABLE_SERVICES: z
      .string()
      .default('nginx,courier,ledger,redis,studio,prometheus,alertmanager')
      .transform((list) =>
        list
          .split(',')
          .map((each) => each.trim())
          .filter(Boolean),
      ),
  })
  .refine(({ MIN_REPLICAS, MAX_REPLICAS }) => MAX_REPLICAS >= MIN_REPLICAS, {
    path: ['MAX_REPLICAS'],
    message: 'is below MIN_REPLICAS',
  });

export type EngineDoorConfig = z.infer<typeof environmentSchema>;

/** Throws one error that names every wrong variable. */
export const parseEngineDoorConfig = (environment: Record<string, string | undefined>): EngineDoorConfig =>
  parseEnvironment(environmentSchema, environment);

export const readEngineDoorConfig = (): EngineDoorConfig => parseEngineDoorConfig(process.env);
