import { isDeepStrictEqual } from 'node:util';
import type { SanityClient } from '@sanity/client';
import type { Ledger } from '../../server/ledger/ledger.ts';
import { type MirrorDocument, toDocuments } from '../../server/mirror/to-documents.ts';

export type Comparison = {
  orders: number;
  documents: number;
  /** Orders of which a document is missing or says something else than the ledger, and documents that belong to no order. */
  missing: string[];
  different: string[];
  strange: string[];
  states: Record<string, number>;
  /** By order: its last entry in the outbox, the moment (UTC ms) that this names, and when its document was written last. */
  changes: Map<string, { revision: string; changedAt: number; updatedAt: number }>;
};

const page = 1_000;

/** Every order of the ledger against every document of the mirror, field by field, and the other way round. */
export async function compare(ledger: Ledger, client: SanityClient): Promise<Comparison> {
  const stored = await readAll(client);
  const result: Comparison = {
    orders: 0,
    documents: stored.documents.size,
    missing: [],
    different: [],
    strange: [],
    states: {},
    changes: new Map(),
  };
  for (let from = 0; ; from += page) {
    const { orderIds } = await ledger.listOrders({ from, limit: page });
    for (const read of await ledger.getOrders(orderIds)) {
      if (!read || read instanceof Error) throw new Error(`the ledger has an order that cannot be read: ${read}`);
      const { order, revision } = read;
      result.orders += 1;
      result.states[order.state] = (result.states[order.state] ?? 0) + 1;
      const expected = toDocuments(order, revision);
      const changedAt = Number(revision.split('-')[0]);
      const updatedAt = Date.parse(stored.updatedAt.get(`order.${order.id}`) ?? '');
      result.changes.set(order.id, { revision, changedAt, updatedAt });
      const found = expected.map(({ _id }) => stored.documents.get(_id));
      if (found.includes(undefined)) result.missing.push(order.id);
      else if (!isDeepStrictEqual(found, expected)) result.different.push(order.id);
      for (const { _id } of expected) stored.documents.delete(_id);
    }
    if (orderIds.length < page) break;
  }
  result.strange = [...stored.documents.keys()];
  return result;
}

async function readAll(
  client: SanityClient,
): Promise<{ documents: Map<string, MirrorDocument>; updatedAt: Map<string, string> }> {
  const updatedAt = new Map<string, string>();
  const found = new Map<string, MirrorDocument>();
  for (const type of ['order', 'registration']) {
    let last = '';
    for (;;) {
      const documents: MirrorDocument[] = await client.fetch(
        `*[_type == $type && _id > $last] | order(_id asc) [0...${page}]`,
        { type, last },
      );
      for (const { _rev, _createdAt, _updatedAt, ...fields } of documents) {
        found.set(fields._id, fields);
        updatedAt.set(fields._id, String(_updatedAt));
      }
      last = documents.at(-1)?._id ?? '';
      if (documents.length < page) break;
    }
  }
  return { documents: found, updatedAt };
}
