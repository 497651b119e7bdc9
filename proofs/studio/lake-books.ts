import type { SanityClient } from '@sanity/client';
import type { Save } from './watch-saves.ts';

type Document = { _id: string; _type: string } & Record<string, unknown>;
/** Every document, drafts too, by its id. */
export type Books = Map<string, Document>;

export async function readBooks(client: SanityClient): Promise<Books> {
  const documents = await client.withConfig({ perspective: 'raw' }).fetch<Document[]>('*');
  return new Map(documents.map((document) => [document._id, document]));
}

/** Documents that are not as they were, of those that nobody touched. */
export function findChanged(before: Books, after: Books, touched: ReadonlySet<string>): string[] {
  return [...before].flatMap(([id, document]) =>
    touched.has(id) || JSON.stringify(document) === JSON.stringify(after.get(id)) ? [] : [id],
  );
}

/** Acknowledged writes that are in no document's history. */
export async function findLost(client: SanityClient, documentIds: string[], saves: readonly Save[]): Promise<Save[]> {
  const { dataset, url, token } = client.config();
  const response = await fetch(`${url}/data/history/${dataset}/transactions/${documentIds.join(',')}?limit=1000`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  if (!response.ok) throw new Error(`the history answers ${response.status}`);
  const lines = (await response.text()).split('\n').filter(Boolean);
  const known = new Set(lines.map((line) => (JSON.parse(line) as { id: string }).id));
  return saves.filter(({ transactionId }) => !known.has(transactionId));
}
