/**
 * What a failed write means. `throttled`: too many requests; nothing was written. `refused`: this write is not taken, however
 * often it is tried; nothing was written. `away`: whether it was written is not known, or no write is taken at the moment.
 */
export type WriteFailure = { verdict: 'throttled' | 'refused' | 'away'; reason: string; retryAfterMs: number | null };

type ClientFailure = {
  statusCode?: unknown;
  message?: unknown;
  code?: unknown;
  cause?: { code?: unknown };
  response?: { headers?: Record<string, string> };
};

/** About what was in the request. Anything else that is refused (the token, the dataset, the plan) is about all of them. */
const aboutDocuments = new Set([400, 413, 422]);

/** By what `@sanity/client` rejects with. */
export function judgeFailure(error: unknown, now: number): WriteFailure {
  const { statusCode, message, code, cause, response } = (error ?? {}) as ClientFailure;
  const detail = [statusCode ?? cause?.code ?? code, typeof message === 'string' ? message : String(error)];
  const reason = withoutAddresses(detail.filter(Boolean).join(' '));
  const retryAfterMs = parseRetryAfter(response?.headers?.['retry-after'], now);
  if (statusCode === 429) return { verdict: 'throttled', reason, retryAfterMs };
  const isRefused = typeof statusCode === 'number' && aboutDocuments.has(statusCode);
  return { verdict: isRefused ? 'refused' : 'away', reason, retryAfterMs };
}

/** `Retry-After` in seconds or as a date; null where it says nothing that can be followed. */
function parseRetryAfter(value: string | undefined, now: number): number | null {
  if (!value) return null;
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : null;
}

/** What is refused may be quoted in the answer, and may be somebody's address. */
function withoutAddresses(text: string): string {
  return text.replace(/[^\s<>"']+@[^\s<>"']+/g, '...').slice(0, 300);
}
