import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { parse } from 'yaml';
import { projectDir } from '../stack/project.ts';

export type Rule = {
  file: string;
  expr: string;
  record?: string;
  alert?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
};

/** Every recording rule and alert of prometheus/rules. */
export function readRules(): Rule[] {
  return list('prometheus/rules/*.yml').flatMap((file) => {
    const { groups } = parse(read(file)) as { groups: { rules: Omit<Rule, 'file'>[] }[] };
    return groups.flatMap(({ rules }) => rules.map((rule) => ({ ...rule, file })));
  });
}

export type Panel = {
  id: number;
  title: string;
  type: string;
  gridPos: { x: number; y: number; w: number; h: number };
  fieldConfig?: { defaults: { unit?: string } };
  targets?: { expr: string }[];
};

export function readPanels(): Panel[] {
  return (JSON.parse(read('prometheus/grafana/foyer.json')) as { panels: Panel[] }).panels;
}

/** Every query of the dashboard with the panel that shows it. */
export function readDashboardQueries(): { panel: string; expr: string }[] {
  return readPanels().flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ panel: title, expr })));
}

const words = new Set('and or unless bool offset by without on ignoring group_left group_right inf nan'.split(' '));

/** The series that a PromQL expression asks for. */
export function findSeriesNames(expr: string): string[] {
  const bare = expr
    .replace(/"(\\.|[^"\\])*"|'(\\.|[^'\\])*'/g, '')
    .replace(/\{[^}]*\}|\[[^\]]*\]/g, ' ')
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/gi, ' ');
  const names = [...bare.matchAll(/(?<![\w:.])[a-zA-Z_:][\w:]*(?!\s*\(|[\w:])/g)].map(([name]) => name);
  return [...new Set(names)].filter((name) => !words.has(name.toLowerCase()));
}

/** `http_request_duration_seconds_bucket` -> `http_request_duration_seconds`: as the code names it. */
export function toMetricName(series: string): string {
  return series.replace(/_(bucket|sum|count)$/, '');
}

/** What the sources define, what prom-client adds by itself, and what Prometheus says of its own scrapes. */
export function findExportedNames(): Set<string> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const theirs = registry.getMetricsAsArray().map(({ name }) => name);
  return new Set(['up', 'ALERTS', ...theirs, ...findNamesIn('server'), ...findNamesIn('scaling')]);
}

type Folder = 'server' | 'scaling' | `scaling/${'loop' | 'worker-module' | 'container-scaler'}`;

/** The metrics that the sources in a folder define. */
export function findNamesIn(folder: Folder): string[] {
  const sources = list(`${folder}/**/*.ts`).filter((file) => !file.endsWith('.test.ts'));
  const found = sources.flatMap((file) => [...read(file).matchAll(/\bname: '((?:foyer|http)_\w+)'/g)]);
  return found.flatMap(([, name]) => name ?? []);
}

/** docs/metrics.md in its two parts: names that are there, and names that come with a part not built yet. */
export function readDocumentedNames(): { present: Set<string>; coming: Set<string> } {
  const [present = '', coming = ''] = read('docs/metrics.md').split(/^## Named, and coming/m);
  const namesIn = (text: string) =>
    new Set([...text.matchAll(/`((?:foyer|http)_\w+)`/g)].flatMap(([, name]) => name ?? []));
  const firstCells = coming.split('\n').map((line) => line.split('|')[1] ?? '');
  return { present: namesIn(present), coming: namesIn(firstCells.join('\n')) };
}

function list(pattern: string): string[] {
  return globSync(pattern, { cwd: projectDir }).sort();
}

function read(file: string): string {
  return readFileSync(join(projectDir, file), 'utf8');
}
