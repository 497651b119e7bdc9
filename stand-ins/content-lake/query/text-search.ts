import type { ExprNode } from 'groq-js/1';
import { isRecord, type LakeDocument } from '../documents/document.ts';

/**
 * `... match text::query("...")`, which groq-js has not got: Studio's search and its lists. Each such condition becomes
 * `_id in [...]`, with the ids of the documents that match; the tree that was handed in stays as it is.
 */
export function resolveTextSearch(tree: ExprNode, dataset: LakeDocument[]): ExprNode {
  return hasTextSearch(tree) ? (replace(tree, dataset) as ExprNode) : tree;
}

const known = new WeakMap<object, boolean>();

function hasTextSearch(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const before = known.get(node);
  if (before !== undefined) return before;
  const has = findSearch(node) !== null || Object.values(node).some(hasTextSearch);
  known.set(node, has);
  return has;
}

function replace(node: unknown, dataset: LakeDocument[]): unknown {
  if (Array.isArray(node)) return node.map((item) => replace(item, dataset));
  if (typeof node !== 'object' || node === null) return node;
  const search = findSearch(node);
  if (!search) return Object.fromEntries(Object.entries(node).map(([name, part]) => [name, replace(part, dataset)]));
  const isMatch = createMatcher(search.text);
  const ids = dataset.filter((document) => isMatch(wordsOf(search.left, document))).map(({ _id }) => _id);
  const left: ExprNode = { type: 'AccessAttribute', name: '_id' };
  return { type: 'OpCall', op: 'in', left, right: { type: 'Value', value: ids } };
}

function findSearch(node: object): { left: ExprNode; text: string } | null {
  const call = node as ExprNode;
  if (call.type !== 'OpCall' || call.op !== 'match' || call.right.type !== 'FuncCall') return null;
  const { namespace, name, args } = call.right;
  // Parameters are values by now.
  const [argument] = args;
  if (namespace !== 'text' || name !== 'query' || argument?.type !== 'Value') return null;
  const { value } = argument as { value: unknown };
  return typeof value === 'string' ? { left: call.left, text: value } : null;
}

/** The words of an attribute, of several, or of the whole document. */
function wordsOf(left: ExprNode, document: LakeDocument): string[] {
  if (left.type === 'Array') return left.elements.flatMap(({ value }) => wordsOf(value, document));
  if (left.type === 'AccessAttribute' && !left.base) return toWords(document[left.name]);
  return toWords(document);
}

function toWords(value: unknown): string[] {
  if (typeof value === 'string') return split(value);
  if (Array.isArray(value)) return value.flatMap(toWords);
  if (!isRecord(value)) return [];
  // What begins with an underscore is about the document, not in it; a reference says no word.
  return Object.entries(value).flatMap(([name, part]) => (name.startsWith('_') ? [] : toWords(part)));
}

/** Letters without their marks, so that `sao` finds São. */
const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const split = (text: string): string[] => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

type Term = { words: string[]; isPrefix: boolean; isExcluded: boolean };

/** Words that must all be there, `begin*`, `"a phrase"`, `-not this`. */
function createMatcher(text: string): (words: string[]) => boolean {
  const terms = (text.match(/-?"[^"]*"|\S+/g) ?? []).map(
    (term): Term => ({
      words: split(term),
      isPrefix: term.endsWith('*'),
      isExcluded: term.startsWith('-'),
    }),
  );
  const meant = terms.filter(({ words }) => words.length > 0);
  return (words) => meant.every((term) => term.isExcluded !== hasTerm(words, term));
}

function hasTerm(words: string[], term: Term): boolean {
  const last = term.words.length - 1;
  return words.some((_, start) =>
    term.words.every((wanted, index) => {
      const word = words[start + index];
      return term.isPrefix && index === last ? word?.startsWith(wanted) === true : word === wanted;
    }),
  );
}
