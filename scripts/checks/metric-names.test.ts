import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectDir } from '../stack/project.ts';
import {
  findExportedNames,
  findSeriesNames,
  readDashboardQueries,
  readDocumentedNames,
  readPanels,
  readRules,
  toMetricName,
} from './metric-names.ts';

const rules = readRules();
const recorded = new Set(rules.flatMap(({ record }) => record ?? []));
const exported = findExportedNames();
const { present, coming } = readDocumentedNames();

test('the series of an expression are found among its functions, labels, ranges and texts', () => {
  const expr = `histogram_quantile(0.95, sum by (le, route) (rate(a_seconds_bucket{route!="/b_c", x=~"d(e)"}[5m])))
    / on (container) group_left (job) foyer:f:count1m > bool 1e3 or absent(g) unless on () 30 * h offset 1m`;
  expect(findSeriesNames(expr).sort()).toEqual(['a_seconds_bucket', 'foyer:f:count1m', 'g', 'h']);
});

const queries = [
  ...rules.map(({ file, record, alert, expr }) => ({ where: `${file}: ${record ?? alert}`, expr })),
  ...readDashboardQueries().map(({ panel, expr }) => ({ where: `dashboard: ${panel}`, expr })),
];

test.each(queries)('$where asks for nothing but what is exported, recorded or announced', ({ expr }) => {
  const names = findSeriesNames(expr);
  expect(names.length > 0 || expr.startsWith('vector(')).toBe(true);
  const isKnown = (name: string) =>
    recorded.has(name) || exported.has(name) || exported.has(toMetricName(name)) || coming.has(name);
  expect(names.filter((name) => !isKnown(name))).toEqual([]);
});

test('what docs/metrics.md says is coming has not come, and what has come is in its first table', () => {
  expect([...coming].filter((name) => exported.has(name))).toEqual([]);
  const ours = [...exported].filter((name) => /^(foyer|http)_/.test(name));
  expect(ours.filter((name) => !present.has(name))).toEqual([]);
  expect([...present].filter((name) => !exported.has(name))).toEqual([]);
});

test('panels of the dashboard lie beside each other, each with a name and a unit', () => {
  const taken = new Set<string>();
  const panels = readPanels();
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  for (const { title, type, gridPos, fieldConfig } of panels) {
    expect(title).toMatch(/\w/);
    if (type !== 'row') expect(fieldConfig?.defaults.unit, title).toMatch(/\w/);
    expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
    for (let cell = 0; cell < gridPos.w * gridPos.h; cell++) {
      const place = `${gridPos.x + (cell % gridPos.w)},${gridPos.y + Math.floor(cell / gridPos.w)}`;
      expect(taken.has(place), `${title} lies on another panel`).toBe(false);
      taken.add(place);
    }
  }
});

test('every alert has a summary, a description, a severity and a runbook, and every runbook an alert', () => {
  const alerts = rules.filter(({ alert }) => alert !== undefined);
  for (const { alert, labels, annotations } of alerts) {
    expect(['critical', 'warning'], alert).toContain(labels?.severity);
    expect(annotations?.summary, alert).toMatch(/\w/);
    expect(annotations?.description, alert).toMatch(/\.$/);
    expect(existsSync(join(projectDir, annotations?.runbook ?? 'none')), `${alert}: ${annotations?.runbook}`).toBe(
      true,
    );
  }
  const named = new Set(alerts.map(({ annotations }) => annotations?.runbook));
  const files = readdirSync(join(projectDir, 'docs/runbooks')).map((name) => `docs/runbooks/${name}`);
  expect(files.filter((file) => !named.has(file))).toEqual([]);
});
