import assert from 'node:assert/strict';
import { ClientError, type SanityClient } from '@sanity/client';

/** One promise of the Content Lake, as `@sanity/client` sees it. `write` has a token, `anybody` has none; neither uses a CDN. */
export type Check = { name: string; run: (place: Place) => Promise<void> };
export type Place = {
  write: SanityClient;
  anybody: SanityClient;
  /** A document id that no other run uses; what is written under one is deleted afterwards. */
  id: (name: string) => string;
};

export const type = 'foyerConformance';

/** Runs the checks one after another; resolves with the failures, each with its reason. */
export async function runChecks(checks: Check[], place: Place): Promise<Map<string, string>> {
  const failures = new Map<string, string>();
  for (const { name, run } of checks) {
    try {
      await run(place);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failures.set(name, reason.replace(/\s+/g, ' ').slice(0, 300));
    }
  }
  return failures;
}

/** Throws unless the request is refused with this status, and with this reason in Sanity's words. */
export async function requireRefusal(work: Promise<unknown>, statusCode: number, reason?: string): Promise<void> {
  const outcome = await work.then(
    () => 'was not refused',
    (error: unknown) => error,
  );
  if (!(outcome instanceof ClientError)) throw new Error(`expected ${statusCode}, but it ${outcome}`);
  assert.equal(outcome.statusCode, statusCode);
  if (!reason) return;
  const { details } = outcome as ClientError & { details?: { items?: { error: { type: string } }[] } };
  assert.equal(details?.items?.[0]?.error.type, reason);
}
