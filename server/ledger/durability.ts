import type { Redis } from 'ioredis';

/** What a Redis must be set to before it may hold seats and money, and why. */
const required = [
  { setting: 'maxmemory-policy', value: 'noeviction', why: 'it may not forget orders when memory runs out' },
  { setting: 'appendonly', value: 'yes', why: 'it must keep orders over a restart' },
  { setting: 'appendfsync', value: 'always', why: 'an answer may be sent only once the order is on disk' },
] as const;

/** Resolves when the ledger forgets nothing; throws one error that names every setting that is wrong and how to mend it. */
export async function requireDurableLedger(redis: Redis): Promise<void> {
  const problems: string[] = [];
  for (const { setting, value, why } of required) {
    const actual = await readSetting(redis, setting);
    if (actual !== value) {
      problems.push(`  ${setting} is "${actual}", but ${why}: set \`${setting} ${value}\``);
    }
  }
  if (problems.length === 0) return;
  throw new Error(
    `The Redis at LEDGER_URL could lose registrations, so it is not used as the ledger. In its redis.conf:\n${problems.join('\n')}`,
  );
}

async function readSetting(redis: Redis, setting: string): Promise<string> {
  const reply = await redis.config('GET', setting).catch((error: Error) => {
    throw new Error(
      `The Redis at LEDGER_URL did not say whether it forgets anything: CONFIG GET ${setting} must be allowed (${error.message})`,
    );
  });
  const value = Array.isArray(reply) ? reply[1] : undefined;
  return typeof value === 'string' ? value : 'unknown';
}
