import { join } from 'node:path';
import { z } from 'zod';

const environmentSchema = z.object({
  HOST: z.string().default('127.0.0.1'),
  STUDIO_PORT: z.coerce.number().int().min(1).max(65_535).default(3333),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** The built Studio. */
  STUDIO_DIR: z.string().default(join(process.cwd(), 'build/studio')),
  /** None: the content that is built in. */
  SANITY_PROJECT_ID: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be small letters, digits and hyphens')
    .optional(),
  SANITY_DATASET: z
    .string()
    .regex(/^[a-z0-9~][a-z0-9_-]*$/, 'must be small letters, digits, hyphens and underscores')
    .default('production'),
});

export type StudioConfig = z.infer<typeof environmentSchema>;

/** Throws one error that names every wrong variable. `NEXT_PUBLIC_NAME` is read as NAME, as by the site. */
export function parseStudioConfig(environment: Record<string, string | undefined>): StudioConfig {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  for (const name of ['SANITY_PROJECT_ID', 'SANITY_DATASET']) given[name] ??= given[`NEXT_PUBLIC_${name}`];
  const parsed = environmentSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The configuration of Studio is wrong; see .env.example.\n${problems.join('\n')}`);
}

export const readStudioConfig = (): StudioConfig => parseStudioConfig(process.env);
