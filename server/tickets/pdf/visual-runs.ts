import createBidi from 'bidi-js';

const bidi = createBidi();
/** Joiners change how Arabic letters connect; all other invisible characters have done their work once the order is known. */
const doneWith = /(?![\u200c\u200d])\p{Default_Ignorable_Code_Point}/gu;
const strongRightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/**
 * One line of text as pieces in the order in which they stand on paper, from the left (Unicode's bidirectional algorithm).
 * The font's layout turns a piece in a right-to-left script around by itself, but only as a whole: pieces must not be split.
 */
export function toVisualRuns(text: string): string[] {
  const embedding = bidi.getEmbeddingLevels(text);
  const mirrored = bidi.getMirroredCharactersMap(text, embedding.levels);
  const runs: { level: number; text: string }[] = [];
  for (let index = 0; index < text.length; index++) {
    const level = embedding.levels[index] ?? 0;
    const character = mirrored.get(index) ?? text.charAt(index);
    const last = runs.at(-1);
    if (last?.level === level) last.text += character;
    else runs.push({ level, text: character });
  }
  return reorder(runs)
    .map((run) => ({ ...run, text: run.text.replace(doneWith, '') }))
    .map((run) =>
      run.level % 2 === 1 && !strongRightToLeft.test(run.text) ? [...run.text].reverse().join('') : run.text,
    )
    .filter((run) => run !== '');
}

/** Rule L2, on pieces of one level each: from the highest level down to the lowest odd one, what is at least as high turns around. */
function reorder<Run extends { level: number }>(runs: Run[]): Run[] {
  const ordered = [...runs];
  for (let level = Math.max(0, ...runs.map((run) => run.level)); level >= 1; level--) {
    for (let start = 0; start < ordered.length; start++) {
      let end = start;
      while (end < ordered.length && (ordered[end]?.level ?? 0) >= level) end++;
      if (end - start > 1) ordered.splice(start, end - start, ...ordered.slice(start, end).reverse());
      start = Math.max(start, end - 1);
    }
  }
  return ordered;
}
