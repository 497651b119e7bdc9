import { expect, test } from 'vitest';
import { directionOf, excerpt, toPlainText } from './rich-text.ts';

test('plain text joins spans and parts blocks', () => {
  const blocks = [
    { _type: 'block', children: [{ text: 'Good ' }, { text: 'morning.' }] },
    { _type: 'image' },
    { _type: 'block', children: [{ text: 'Coffee\n is ready.' }] },
  ];
  expect(toPlainText(blocks)).toBe('Good morning. Coffee is ready.');
});

test('an excerpt ends at a word and is never longer than asked', () => {
  expect(excerpt('Short.', 20)).toBe('Short.');
  expect(excerpt('The lights come on, one by one', 21)).toBe('The lights come on…');
  expect(excerpt('x'.repeat(50), 10)).toHaveLength(10);
});

test.each([
  ['ليلى draws type and writes CSS in Amman.', 'ltr'],
  ['ليلى حداد', 'rtl'],
  ['Zoë تكتب عن الخطوط والحروف', 'rtl'],
  ['2027', 'ltr'],
  ['', 'ltr'],
])('%j runs %s', (text, direction) => expect(directionOf(text)).toBe(direction));
