import { z } from 'zod';
import { parseEnvironment } from '../../platform/parse-environment.ts';
import { mayListenAt, mayTell, ownHost, standIns } from '../place.ts';

const environmentSchema = z
  .object({
    LAKE_HOST: ownHost,
    STAND_INS: standIns,
    LAKE_PORT: z.coerce.number().int().min(0).max(65_535).default(8090),
    LAKE_DATA_DIR: z.string().default('var/lake'),
    /** Whoever sends it may read drafts and write. */
    LAKE_TOKEN: z.string().min(16, 'must be at least 16 characters'),
    /** Sanity's own limit; whoever tries out a plan with another one may set it. */
    LAKE_MUTATIONS_PER_SECOND: z.coerce.number().int().min(1).default(25),
    /** Where readers reach the lake; part of the addresses in the documents of uploaded pictures. */
    LAKE_PUBLIC_URL: z.url().default('http://127.0.0.1:8090'),
    /** Who is told of what is published, as by Sanity's webhooks; nobody unless set. */
    LAKE_WEBHOOK_URL: z.url().optional(),
    /** Signs what it tells. */
    SANITY_WEBHOOK_SECRET: z.string().min(32, 'must be at least 32 characters').optional(),
  })
  .refine((env) => !env.LAKE_WEBHOOK_URL || env.SANITY_WEBHOOK_SECRET, {
    path: ['SANITY_WEBHOOK_SECRET'],
    message: 'is needed with LAKE_WEBHOOK_URL',
  })
  .refine((env) => !env.LAKE_WEBHOOK_URL || mayTell(env.LAKE_WEBHOOK_URL, env.STAND_INS), {
    path: ['LAKE_WEBHOOK_URL'],
    message: 'must be an address of this machine',
  })
  .refine((env) => mayListenAt(env.LAKE_HOST, env.STAND_INS), {
    path: ['LAKE_HOST'],
    error: 'must be an address of this machine alone: the lake is no public server',
  });

export type LakeConfig = z.infer<typeof environmentSchema>;

/** Throws one error that names every wrong variable. */
export function readLakeConfig(environment: Record<string, string | undefined> = process.env): LakeConfig {
  return parseEnvironment(environmentSchema, environment);
}
