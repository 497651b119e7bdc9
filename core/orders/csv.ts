/** How Excel knows that a file is UTF-8; every other program we know skips it. */
export const byteOrderMark = '\uFEFF';

/** One line of RFC 4180, its end (CRLF) included. Every cell is quoted, so that no content can end one. */
export function toCsvLine(cells: (string | number | null)[]): string {
  return `${cells.map(toCell).join(',')}\r\n`;
}

function toCell(value: string | number | null): string {
  const text = typeof value === 'string' ? disarm(value) : String(value ?? '');
  return `"${text.replaceAll('"', '""')}"`;
}

// Spreadsheets take the full-width signs for the narrow ones.
const formula = '[=+\\-@＝＋－＠]';
const atStart = new RegExp(`^(?=[\\s"']*${formula})|^(?=[\\t\\r\\n])`, 'u');
// Where the list separator is a semicolon, a file with commas is cut at the semicolons inside its cells.
const afterSeparator = new RegExp(`([;\\t\\r\\n])(?=[\\s"']*${formula})`, 'gu');

/** What people typed must never run: an apostrophe makes a spreadsheet take a formula for text. */
function disarm(text: string): string {
  return text.replace(afterSeparator, "$1'").replace(atStart, "'");
}
