import { setTimeout as pause } from 'node:timers/promises';
import { ClientError, type SanityClient } from '@sanity/client';
import { type ImportRecord, parseRecord, recordId, type StoredDocument, toRecordDocument } from './import-record.ts';
import { type Step, typeOrder } from './plan-import.ts';

/** Somebody else changed a document after it was read; nothing of the batch was written. */
export class ConflictError extends Error {}

export type Mutation = Record<string, unknown>;

const maxBatchSteps = 200;
/** Sanity takes 4 MB a request. */
const maxBatchBytes = 1_000_000;
/** Sanity allows 25 requests with mutations a second, and others need some of them. */
const pauseBetweenBatchesMs = 100;
const maxTriesWhenBusy = 10;

/** The programme as Sanity (or the local lake) holds it. `client` reads everything, drafts included, and may write. */
export function createContentStore(client: SanityClient) {
  return {
    async read(wantedIds: string[]): Promise<{ stored: StoredDocument[]; record: ImportRecord }> {
      const programme = await client.fetch<StoredDocument[]>('*[_type in $types || _id in $ids]', {
        types: typeOrder,
        ids: wantedIds,
      });
      const ids = programme.map(({ _id }) => _id);
      const others = await client.fetch<StoredDocument[]>('*[!(_type in $types) && references($ids)]', {
        types: typeOrder,
        ids,
      });
      const known = new Set(ids);
      const stored = [...programme, ...others.filter(({ _id }) => !known.has(_id))];
      return { stored, record: parseRecord(await client.getDocument(recordId)) };
    },

    /** Writes the steps in their order, the record with the last of them; `onProgress` hears how many are on disk. */
    async write(steps: Step[], record: ImportRecord | null, onProgress: (written: number) => void): Promise<void> {
      const mutations = steps.map(toMutation);
      if (record) mutations.push({ createOrReplace: toRecordDocument(record) });
      let written = 0;
      for (const [index, batch] of toBatches(mutations).entries()) {
        if (index > 0) await pause(pauseBetweenBatchesMs);
        await send(client, batch);
        written += batch.length;
        onProgress(Math.min(written, steps.length));
      }
    },
  };
}

function toMutation(step: Step): Mutation {
  if (step.action === 'create') return { create: step.document };
  if (step.action === 'replace') return { createOrReplace: step.document };
  if (step.action === 'delete') return { delete: { id: step.id } };
  const { id, rev, set, unset } = step;
  return { patch: { id, ifRevisionID: rev, set, ...(unset.length > 0 ? { unset } : {}) } };
}

export function toBatches(mutations: Mutation[]): Mutation[][] {
  const batches: Mutation[][] = [];
  let bytes = 0;
  for (const mutation of mutations) {
    const size = Buffer.byteLength(JSON.stringify(mutation));
    const last = batches.at(-1);
    if (last && last.length < maxBatchSteps && bytes + size <= maxBatchBytes) last.push(mutation);
    else {
      batches.push([mutation]);
      bytes = 0;
    }
    bytes += size;
  }
  return batches;
}

/** One transaction: all of it or nothing. */
async function send(client: SanityClient, batch: Mutation[]): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await client.mutate(batch as unknown as Parameters<SanityClient['mutate']>[0], {
        returnDocuments: false,
        visibility: 'sync',
      });
      return;
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      if (error.statusCode === 409) throw new ConflictError(error.message);
      if (error.statusCode !== 429 || tries === maxTriesWhenBusy) throw error;
      const seconds = Number(error.response.headers?.['retry-after']);
      await pause(seconds > 0 && seconds <= 60 ? seconds * 1000 : 1_000);
    }
  }
}
