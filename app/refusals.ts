import { data } from '@remix-run/node';
import type { ErrorWords } from './page-errors.ts';

/** What loaders and actions throw; the root's error boundary has words for each status, `words` take their place. */

export function notFound(words: Partial<ErrorWords> = {}) {
  return data(words, { status: 404 });
}

export function badRequest(words: Partial<ErrorWords> = {}) {
  return data(words, { status: 400 });
}

export function forbidden() {
  return data({}, { status: 403 });
}
