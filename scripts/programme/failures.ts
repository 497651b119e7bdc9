import { ClientError, ServerError } from '@sanity/client';
import type { ContentConfig } from '../../server/config.ts';
import { ConflictError } from './content-store.ts';

export function nameTarget(target: ContentConfig): string {
  if (target.SANITY_PROJECT_ID) return `Sanity project ${target.SANITY_PROJECT_ID}, dataset ${target.SANITY_DATASET}`;
  return `the local Content Lake at ${target.LAKE_URL}`;
}

/** What went wrong while reading or writing content, in a sentence that says what to do and how far the import came. */
export function explainFailure(error: unknown, target: ContentConfig, written: number): Error {
  const rest =
    written === 0
      ? 'Nothing was imported.'
      : `${written} documents were written before that; run the import again for the rest, nothing is doubled.`;
  return new Error(`${explain(error, target)} ${rest}`);
}

function explain(error: unknown, target: ContentConfig): string {
  const name = nameTarget(target);
  if (error instanceof ConflictError) return `Somebody else keeps changing the programme in ${name}.`;
  if (error instanceof ClientError) {
    const token = target.SANITY_PROJECT_ID ? 'SANITY_API_TOKEN' : 'LAKE_TOKEN';
    if (error.statusCode === 401 || error.statusCode === 403) {
      return `${name} refuses the token in ${token}: it needs one that may write.`;
    }
    if (error.statusCode === 429) return `${name} is too busy (429).`;
    return `${name} refuses the import (${error.statusCode}: ${error.message}).`;
  }
  if (error instanceof ServerError) return `${name} is in trouble (${error.statusCode}: ${error.message}).`;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return `${name} does not answer (${cause instanceof Error ? cause.message : cause}).`;
}
