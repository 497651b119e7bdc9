import type { ExprNode } from 'groq-js/1';
import type { LakeDocument } from '../documents/document.ts';

type Needs = { types: Set<string>; ids: Set<string> };

/**
 * The documents that can matter to a query, in their order. groq-js looks at every document for every `*`, which with some
 * thousand orders beside the programme would take a second; nearly every query names the types or ids that it is about.
 */
export function narrowDataset(tree: ExprNode, dataset: LakeDocument[]): LakeDocument[] {
  const needs: Needs = { types: new Set(), ids: new Set() };
  if (!collectNeeds(tree, needs)) return dataset;
  return dataset.filter(({ _type, _id }) => needs.types.has(_type) || needs.ids.has(_id));
}

/** False where some `*` in the tree is not limited to types or ids. */
function collectNeeds(node: unknown, needs: Needs): boolean {
  if (typeof node !== 'object' || node === null) return true;
  if (Array.isArray(node)) return node.every((item) => collectNeeds(item, needs));
  const expression = node as ExprNode;
  if (expression.type === 'Everything') return false;
  if (expression.type === 'Filter' && expression.base.type === 'Everything') {
    const limit = limitOf(expression.expr);
    if (!limit) return false;
    for (const type of limit.types) needs.types.add(type);
    for (const id of limit.ids) needs.ids.add(id);
    return collectNeeds(expression.expr, needs);
  }
  return Object.values(expression).every((part) => collectNeeds(part, needs));
}

/** What a document must be for the condition to be true; null where it says nothing of the kind. */
function limitOf(condition: ExprNode): Needs | null {
  if (condition.type === 'Group') return limitOf(condition.base);
  if (condition.type === 'And') return limitOf(condition.left) ?? limitOf(condition.right);
  if (condition.type === 'Or') {
    const left = limitOf(condition.left);
    const right = limitOf(condition.right);
    if (!left || !right) return null;
    return { types: new Set([...left.types, ...right.types]), ids: new Set([...left.ids, ...right.ids]) };
  }
  if (condition.type === 'OpCall' && condition.op === '==') {
    return (
      limitTo(condition.left, textsIn(condition.right), 'one') ??
      limitTo(condition.right, textsIn(condition.left), 'one')
    );
  }
  if (condition.type === 'OpCall' && condition.op === 'in')
    return limitTo(condition.left, textsIn(condition.right), 'many');
  return null;
}

function limitTo(attribute: ExprNode, given: string[] | string | null, how: 'one' | 'many'): Needs | null {
  if (attribute.type !== 'AccessAttribute' || attribute.base || given === null) return null;
  // `_type == ["a"]` is never true, and `_type in "a"` is an error: groq-js may find that out itself.
  if ((how === 'one') !== (typeof given === 'string')) return null;
  const texts = new Set(typeof given === 'string' ? [given] : given);
  if (attribute.name === '_type') return { types: texts, ids: new Set() };
  if (attribute.name === '_id') return { types: new Set(), ids: texts };
  return null;
}

/** A constant text or list of texts; parameters are constants by now. */
function textsIn(node: ExprNode): string | string[] | null {
  if (node.type === 'Value') {
    const { value } = node as { value: unknown };
    if (typeof value === 'string') return value;
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null;
  }
  if (node.type !== 'Array') return null;
  const items = node.elements.map((element) => (element.isSplat ? null : textsIn(element.value)));
  return items.every((item) => typeof item === 'string') ? items : null;
}
