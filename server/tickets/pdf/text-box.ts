import type PDFDocument from 'pdfkit';
import { toVisualRuns } from './visual-runs.ts';

/** Given to every call: without features PDFKit lays a text out word by word, which scrambles right-to-left text. */
const features: ('kern' | 'liga')[] = ['kern', 'liga'];

export type TextStyle = { font: string; size: number; smallest?: number; maxLines?: number; color?: string };

/**
 * Draws a text from (x, y) downwards within `width`, smaller where it would need more than `maxLines`, and cut with an ellipsis
 * where even that is not enough. Returns where the next line begins.
 */
export function drawText(
  document: InstanceType<typeof PDFDocument>,
  text: string,
  box: { x: number; y: number; width: number },
  style: TextStyle,
): number {
  const { font, size, smallest = size, maxLines = 1, color = '#1d1a17' } = style;
  document.font(font).fillColor(color);
  const measure = (piece: string) => document.widthOfString(piece, { features });
  let fontSize = size;
  let lines: string[] = [];
  for (; fontSize >= smallest; fontSize--) {
    document.fontSize(fontSize);
    lines = breakLines(text, box.width, measure);
    if (lines.length <= maxLines) break;
  }
  if (lines.length > maxLines) {
    lines = lines.slice(0, maxLines);
    lines.push(shorten(lines.pop() ?? '', box.width, measure));
  }
  const lineHeight = document.currentLineHeight(true) * 1.08;
  let y = box.y;
  for (const line of lines) {
    let { x } = box;
    const runs = toVisualRuns(line);
    for (const run of runs) {
      document.text(run, x, y, { lineBreak: false, features });
      if (runs.length > 1) x += measure(run);
    }
    y += lineHeight;
  }
  return y;
}

/** Between words where it can be, inside a word that is longer than a line. */
function breakLines(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (measure(longer) <= width) {
      line = longer;
      continue;
    }
    if (line) lines.push(line);
    let rest = [...word];
    for (;;) {
      const fitting = Math.max(1, longestFit(rest, (piece) => measure(piece) <= width).length);
      line = rest.slice(0, fitting).join('');
      rest = rest.slice(fitting);
      if (rest.length === 0) break;
      lines.push(line);
    }
  }
  return line ? [...lines, line] : lines;
}

function shorten(line: string, width: number, measure: (text: string) => number): string {
  return `${longestFit([...line], (piece) => measure(`${piece}…`) <= width).join('')}…`;
}

/** As many characters from the start as fit. By halves: to measure a text is to lay it out, and that is most of what a page costs. */
function longestFit(characters: string[], fits: (text: string) => boolean): string[] {
  if (fits(characters.join(''))) return characters;
  let fitting = 0;
  let tooMany = characters.length;
  while (tooMany - fitting > 1) {
    const middle = (fitting + tooMany) >> 1;
    if (fits(characters.slice(0, middle).join(''))) fitting = middle;
    else tooMany = middle;
  }
  return characters.slice(0, fitting);
}
