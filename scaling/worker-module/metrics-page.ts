import type { MetricJson } from '../../platform/worker-metrics.ts';

type Source = { metrics: MetricJson[]; isAnswering: boolean };

// What only grows stays, though who counted it is gone or silent: a sum over workers that lost it would look like a reset.
const lasting = new Set(['counter', 'histogram']);

/** One page of several: each name once, with the series of all. What is known of a silent source at this moment is nothing. */
export function writeMetricsPage(sources: Source[]): string {
  const byName = new Map<string, { head: string; lines: string[] }>();
  for (const { metrics, isAnswering } of sources) {
    for (const metric of metrics) {
      if (!isAnswering && !lasting.has(metric.type)) continue;
      const entry = byName.get(metric.name) ?? { head: writeHead(metric), lines: [] };
      entry.lines.push(...metric.values.map((value) => writeLine(metric.name, value)));
      byName.set(metric.name, entry);
    }
  }
  const blocks = [...byName.values()].filter(({ lines }) => lines.length > 0);
  return blocks.map(({ head, lines }) => `${head}\n${lines.join('\n')}\n`).join('\n');
}

const writeHead = ({ name, help, type }: MetricJson): string =>
  `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}`;

function writeLine(name: string, { metricName, labels, value }: MetricJson['values'][number]): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(String(text))}"`);
  return `${metricName ?? name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value ?? 'NaN'}`;
}

const escapeLabel = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
