import type { Action, Moment } from './simulate.ts';

export type Picture = {
  title: string;
  subtitle: string;
  moments: Moment[];
  actions: Action[];
  limitP95Seconds: number;
};

type Line = { name: string; look: string; values: (number | null)[]; isStepped?: boolean };
type Panel = { unit: string; lines: Line[]; limit?: number };

const width = 880;
const left = 64;
const right = 16;
const panelHeight = 96;
const panelGap = 44;
const top = 84;

// Hand-written, so that it needs no script and no font, and follows the reader's colour scheme inside an <img>.
const style = `
    svg { --paper: #fbfaf7; --ink: #1f2328; --faint: #6a6f76; --grid: #dcdad3; --one: #0b63b0; --two: #b3470f; --bad: #b3261e; }
    @media (prefers-color-scheme: dark) {
      svg { --paper: #16181c; --ink: #e8e6e1; --faint: #9aa0a8; --grid: #33373d; --one: #6db3f2; --two: #f0a36b; --bad: #ff8a80; }
    }
    .paper { fill: var(--paper); } text { font: 13px system-ui, sans-serif; fill: var(--ink); }
    .title { font-size: 16px; font-weight: 600; } .faint { fill: var(--faint); font-size: 12px; } .end { text-anchor: end; }
    .middle { text-anchor: middle; } .grid { stroke: var(--grid); } .limit { stroke: var(--bad); stroke-dasharray: 4 4; }
    .one, .two, .bad { fill: none; stroke-width: 1.6; stroke-linejoin: round; }
    .one { stroke: var(--one); } .two { stroke: var(--two); stroke-dasharray: 7 3; } .bad { stroke: var(--bad); }
    text.one { fill: var(--one); stroke: none; } text.two { fill: var(--two); stroke: none; } text.bad { fill: var(--bad); stroke: none; }`;

const round = (number: number): string => String(Math.round(number * 10) / 10);
const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Load and capacity, workers, containers and p95 over time, as an SVG of text alone. */
export function draw({ title, subtitle, moments, actions, limitP95Seconds }: Picture): string {
  const seconds = moments.map(({ second }) => second);
  const endSecond = Math.max(1, seconds.at(-1) ?? 1);
  const line = (name: string, look: string, of: (moment: Moment) => number | null, isStepped = false): Line => ({
    name,
    look,
    values: moments.map(of),
    isStepped,
  });
  const panels: Panel[] = [
    {
      unit: 'requests a second',
      lines: [
        line('load', 'one', ({ requestsPerSecond }) => requestsPerSecond),
        line('capacity', 'two', ({ capacityPerSecond }) => capacityPerSecond, true),
        line('failed', 'bad', ({ failedPerSecond }) => (failedPerSecond > 0 ? failedPerSecond : null)),
      ],
    },
    { unit: 'workers', lines: [line('workers', 'one', ({ workers }) => workers, true)] },
    { unit: 'containers', lines: [line('containers', 'one', ({ containers }) => containers, true)] },
    { unit: 'p95 in seconds', lines: [line('p95', 'one', ({ p95Seconds }) => p95Seconds)], limit: limitP95Seconds },
  ];
  const height = top + panels.length * (panelHeight + panelGap);
  const x = (second: number) => left + (second / endSecond) * (width - left - right);
  const drawn = panels.map((panel, index) => drawPanel(panel, top + index * (panelHeight + panelGap), seconds, x));
  const summary = `${title}. ${actions.length} actions of the scaling loops.`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeText(summary)}">
  <title>${escapeText(summary)}</title>
  <style>${style}
  </style>
  <rect class="paper" width="${width}" height="${height}" rx="6"/>
  <text class="title" x="16" y="26">${escapeText(title)}</text>
  <text class="faint" x="16" y="44">${escapeText(subtitle)}</text>
${drawn.join('\n')}
${drawTimes(endSecond, height - panelGap + 16, x)}
</svg>
`;
}

function drawPanel(panel: Panel, y: number, seconds: number[], x: (second: number) => number): string {
  const all = panel.lines.flatMap(({ values }) => values.filter((value) => value !== null));
  const highest = findTop(Math.max(panel.limit ?? 0, ...all));
  const yOf = (value: number) => y + panelHeight - (value / highest) * panelHeight;
  const grid = [0, highest / 2, highest].flatMap((value) => [
    `  <line class="grid" x1="${left}" x2="${width - right}" y1="${round(yOf(value))}" y2="${round(yOf(value))}"/>`,
    `  <text class="faint end" x="${left - 8}" y="${round(yOf(value) + 4)}">${round(value)}</text>`,
  ]);
  const names = panel.lines.filter(({ values }) => values.some((value) => value !== null && value > 0));
  const legend = names.map(({ name, look }, index) => {
    const word = panel.lines.length > 1 ? `${index === 0 ? `${panel.unit}: ` : ''}${name}` : panel.unit;
    const place = index === 0 ? left : left + 190 + (index - 1) * 80;
    return `  <text class="${look}" x="${place}" y="${y - 8}">${word}</text>`;
  });
  const limit = panel.limit
    ? [
        `  <line class="limit" x1="${left}" x2="${width - right}" y1="${round(yOf(panel.limit))}" y2="${round(yOf(panel.limit))}"/>`,
      ]
    : [];
  const paths = names.map((line) => `  <path class="${line.look}" d="${tracePath(line, seconds, x, yOf)}"/>`);
  return [...grid, ...limit, ...paths, ...legend].join('\n');
}

/** Where a value does not change nothing is drawn, and where there is none the line is broken. */
function tracePath(
  { values, isStepped }: Line,
  seconds: number[],
  x: (second: number) => number,
  yOf: (value: number) => number,
): string {
  let path = '';
  values.forEach((value, index) => {
    if (value === null) return;
    const before = index > 0 ? values[index - 1] : null;
    const isKink = value !== before || value !== values[index + 1];
    const at = round(x(seconds[index] ?? 0));
    if (before === null || before === undefined) path += `M${at} ${round(yOf(value))}`;
    else if (isStepped && value !== before) path += `H${at}V${round(yOf(value))}`;
    else if (isKink) path += `L${at} ${round(yOf(value))}`;
  });
  return path;
}

function drawTimes(endSecond: number, y: number, x: (second: number) => number): string {
  const everyMinutes = [1, 2, 5, 10, 15, 30, 60].find((minutes) => endSecond / 60 / minutes <= 8) ?? 120;
  const count = Math.floor(endSecond / 60 / everyMinutes);
  const times = Array.from({ length: count + 1 }, (_, index) => index * everyMinutes);
  return times
    .map((minutes, index) => {
      const text = index === count ? `${minutes} min` : String(minutes);
      return `  <text class="faint middle" x="${round(Math.min(x(minutes * 60), width - right - 20))}" y="${y}">${text}</text>`;
    })
    .join('\n');
}

/** The next round number that halves nicely. */
function findTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}
