import { expect, test } from 'vitest';
import { describeQuestion, findOptionsProblem } from './question.ts';

test('what is chosen from needs something to choose from', () => {
  expect(findOptionsProblem('choice', undefined)).toContain('Say what can be chosen');
  expect(findOptionsProblem('several', [])).toContain('Say what can be chosen');
  expect(findOptionsProblem('choice', ['S'])).toContain('no choice');
  expect([findOptionsProblem('choice', ['S', 'M']), findOptionsProblem('several', ['S'])]).toEqual([null, null]);
  expect(findOptionsProblem('text', undefined)).toBeNull();
});

test('a preview says of whom it is asked, how it is answered, and whether it must be', () => {
  expect(describeQuestion({ kind: 'several', askedOf: 'order', isRequired: true })).toBe(
    'once for the order · several choices · must be answered',
  );
  expect(describeQuestion({})).toBe('of everybody who attends · a short text · optional');
});
