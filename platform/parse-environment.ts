import type { z } from 'zod';

/** An empty variable counts as none. Throws one error that names every wrong one. */
export function parseEnvironment<Schema extends z.ZodType>(
  schema: Schema,
  environment: Record<string, string | undefined>,
): z.infer<Schema> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const isMissing = given[String(issue.path[0])] === undefined && issue.code === 'invalid_type';
    return `  ${issue.path.join('.')}: ${isMissing ? 'is missing' : issue.message}`;
  });
  throw new Error(`The configuration is wrong; see .env.example.\n${problems.join('\n')}`);
}
