type Field = unknown;

export const questionKinds = [
  { title: 'a short text', value: 'text' },
  { title: 'a longer text', value: 'long_text' },
  { title: 'one choice from a list', value: 'choice' },
  { title: 'several choices', value: 'several' },
  { title: 'yes or no', value: 'yes_no' },
] as const;

export const hasOptions = (kind: Field): boolean => kind === 'choice' || kind === 'several';

export function findOptionsProblem(kind: Field, options: Field): string | null {
  if (!hasOptions(kind)) return null;
  const count = Array.isArray(options) ? options.length : 0;
  if (count === 0) return 'Say what can be chosen: without it nobody can answer, and the question is not asked.';
  return kind === 'choice' && count === 1 ? 'One choice alone is no choice: add another, or ask for yes or no.' : null;
}

export function describeQuestion({
  kind,
  askedOf,
  isRequired,
}: {
  kind?: Field;
  askedOf?: Field;
  isRequired?: Field;
}): string {
  return [
    askedOf === 'order' ? 'once for the order' : 'of everybody who attends',
    questionKinds.find(({ value }) => value === kind)?.title ?? 'a short text',
    isRequired ? 'must be answered' : 'optional',
  ].join(' · ');
}
