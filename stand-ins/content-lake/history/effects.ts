import type { LakeDocument } from '../documents/document.ts';

/** A change in Mendoza's form (https://github.com/sanity-io/mendoza): the patch whose only step is to push the whole document. */
export function toEffects(before: LakeDocument | null, after: LakeDocument | null) {
  return { apply: [0, after], revert: [0, before] };
}
