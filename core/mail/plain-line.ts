/** One line, whatever somebody typed: a line break in a header would begin another header. Nor may a text turn around what
 *  stands after it. */
export function plainLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
}

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** For a name inside a sentence of plain text: keeps a right-to-left one from turning its neighbours around. */
export function isolate(text: string): string {
  const line = plainLine(text);
  return rightToLeft.test(line) ? `\u2068${line}\u2069` : line;
}
