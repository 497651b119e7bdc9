import { type ExprNode, evaluate, GroqSyntaxError, parse } from 'groq-js/1';
import { LRUCache } from 'lru-cache';
import type { LakeDocument } from '../documents/document.ts';
import { apiError, queryParseError } from '../http/errors.ts';
import { narrowDataset } from './narrow-dataset.ts';
import { resolveTextSearch } from './text-search.ts';

export const project = { projectId: 'local', dataset: 'production' };

const maxQueryLength = 100_000;

// groq-js inlines parameters while it parses, so a tree belongs to a query and its values.
const trees = new LRUCache<string, ExprNode>({ max: 300 });

export function parseQuery(query: unknown, params: Record<string, unknown>): ExprNode {
  if (typeof query !== 'string' || query.trim() === '') throw apiError(400, 'A query is needed');
  if (query.length > maxQueryLength) throw apiError(413, 'The query is too long');
  const key = JSON.stringify([query, params]);
  const known = trees.get(key);
  if (known) return known;
  try {
    const tree = parse(query, { params });
    trees.set(key, tree);
    return tree;
  } catch (error) {
    const position = error instanceof GroqSyntaxError ? error.position : 0;
    throw queryParseError(query, position, error instanceof Error ? error.message : 'unable to parse the query');
  }
}

/** `dataset` is all that this reader may see; references are followed inside it only. */
export async function runQuery(
  query: unknown,
  params: Record<string, unknown>,
  dataset: LakeDocument[],
  identity = 'anonymous',
): Promise<unknown> {
  const tree = parseQuery(query, params);
  let byId: Map<string, LakeDocument> | null = null;
  try {
    const narrowed = narrowDataset(tree, dataset);
    const value = await evaluate(resolveTextSearch(tree, narrowed), {
      dataset: narrowed,
      params,
      sanity: project,
      identity,
      // groq-js would search the whole dataset for each reference.
      dereference: async ({ _ref }) => {
        byId ??= new Map(dataset.map((document) => [document._id, document]));
        return byId.get(_ref) ?? null;
      },
    });
    return (await value.get()) ?? null;
  } catch (error) {
    throw apiError(400, error instanceof Error ? error.message : 'the query could not be run');
  }
}
