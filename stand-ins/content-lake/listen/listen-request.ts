import type { Caller } from '../http/caller.ts';
import { readParams } from '../query/read-params.ts';
import type { ListenRequest } from './listeners.ts';

/** What the address of `data/listen` asks for. */
export function parseListenRequest(
  query: Record<string, unknown>,
  caller: Caller,
  lastEventId: string | undefined,
): ListenRequest {
  return {
    query: String(query.query ?? ''),
    params: readParams(query),
    mayReadAll: caller.mayReadAll,
    isStillAllowed: caller.isStillHere,
    includeResult: query.includeResult === 'true',
    includePreviousRevision: query.includePreviousRevision === 'true',
    includeMutations: query.includeMutations !== 'false',
    includeEffects: query.effectFormat === 'mendoza',
    resumeFrom: (query.enableResume === 'true' && lastEventId) || null,
  };
}
