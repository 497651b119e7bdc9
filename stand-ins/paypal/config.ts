import { z } from 'zod';
import { parseEnvironment } from '../../platform/parse-environment.ts';
import { isOwnAddress, mayListenAt, ownHost, standIns } from '../place.ts';

const environmentSchema = z
  .object({
    PAYPAL_HOST: ownHost,
    STAND_INS: standIns,
    PAYPAL_PORT: z.coerce.number().int().min(0).max(65_535).default(8091),
    /** Where the site finds it: part of what it signs. */
    PAYPAL_STAND_IN_URL: z.url().optional(),
    /** Where buyers' browsers find it, if that is not where the site asks for it. */
    PAYPAL_PUBLIC_URL: z
      .url()
      .refine((address) => isOwnAddress(address), 'must be an address of this machine')
      .optional(),
    PAYPAL_DATA_DIR: z.string().default('var/paypal'),
    /** How long an order lives that nobody approves, and one that is approved and not captured. */
    PAYPAL_ORDER_LIFE_SECONDS: z.coerce.number().positive().default(10_800),
    /** Where it sends webhooks, under which id; nowhere without both. */
    PAYPAL_STAND_IN_WEBHOOK_ID: z.string().optional(),
    PAYPAL_STAND_IN_WEBHOOK_URL: z.url().optional(),
    /** Seconds between two tries to send one, comma-separated; the last counts for all after it. */
    PAYPAL_WEBHOOK_RETRY_SECONDS: z
      .string()
      .regex(/^\d+(\.\d+)?(,\d+(\.\d+)?)*$/, 'must be numbers, comma-separated')
      .transform((list) => list.split(',').map(Number))
      .optional(),
    /** For chances that can be had again; see `randomSeed`. */
    PAYPAL_RANDOM_SEED: z.coerce.number().int().min(0).optional(),
    PAYPAL_STAND_IN_CLIENT_ID: z.string().min(16, 'must be at least 16 characters'),
    PAYPAL_STAND_IN_CLIENT_SECRET: z.string().min(16, 'must be at least 16 characters'),
  })
  .refine((env) => mayListenAt(env.PAYPAL_HOST, env.STAND_INS), {
    path: ['PAYPAL_HOST'],
    error: 'must be an address of this machine alone: the local PayPal is no public server',
  });

export type PayPalStandInConfig = z.infer<typeof environmentSchema>;

/** Throws one error that names every wrong variable. */
export function readPayPalStandInConfig(
  environment: Record<string, string | undefined> = process.env,
): PayPalStandInConfig {
  return parseEnvironment(environmentSchema, environment);
}
