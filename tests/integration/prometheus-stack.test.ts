import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createVisitor, type VisitedPage } from '../../proofs/visitors/create-visitor.ts';
import { readContainerLoad } from '../../scaling/decision/evidence.ts';
import { defaultLimits } from '../../scaling/decision/limits.ts';
import { createObserver, nothingKnown } from '../../scaling/observe.ts';
import { createQuery, type Query } from '../../scaling/prometheus/query.ts';
import { describeFigures, readSiteFigures } from '../../scaling/worker-module/site-figures.ts';
import { ensureBuilt } from '../../scripts/build.ts';
import {
  findNamesIn,
  findSeriesNames,
  type Rule,
  readDashboardQueries,
  readDocumentedNames,
  readRules,
} from '../../scripts/checks/metric-names.ts';
import { type Stack, startStack } from '../../scripts/stack/start-stack.ts';

let stack: Stack;
let dataDir: string;
beforeAll(async () => {
  await ensureBuilt();
  dataDir = await mkdtemp(join(tmpdir(), 'foyer-watched-'));
  // Scraped and evaluated each second: the windows of the rules stay as they are and hold more samples.
  stack = await startStack({
    dataDir,
    ports: 'free',
    prometheusEverySeconds: 1,
    // Each visitor has an address of their own, or the limits would meet them all.
    env: { TRUSTED_PROXIES: '127.0.0.1' },
  });
}, 180_000);
afterAll(async () => {
  await stack?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function ask<T>(path: string): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${stack.ports.prometheus}/api/v1/${path}`);
  const answer = (await response.json()) as { status: string; error?: string; data: T };
  if (answer.status !== 'success') throw new Error(`${path}: ${answer.error}`);
  return answer.data;
}

type Sample = { metric: Record<string, string>; value: [number, string] };
async function query(expr: string): Promise<Sample[]> {
  const { result } = await ask<{ result: Sample[] }>(`query?query=${encodeURIComponent(expr)}`);
  return result;
}

/** Somebody registers for free, somebody pays, and everybody reads; what they do is what the figures are about. */
async function visitTheSite(number: number): Promise<void> {
  const visitor = createVisitor({ baseUrl: stack.baseUrl, address: `10.0.0.${number + 1}` });
  // Of answers from nginx's cache one in a hundred is told.
  for (let reads = 0; reads < 50; reads++) await visitor.open('/');
  await visitor.open('/programme');
  const email = `visitor-${number}@example.org`;
  const hold = async (quantities: Record<string, string>) =>
    visitor.submit(await visitor.open('/register'), 'Hold these seats', quantities);

  const free = await hold({ 'quantities.community': '1' });
  await visitor.submit(free, 'Confirm registration', { 'buyer.name': 'Ada', 'buyer.email': email });
  const paid = await hold({ 'quantities.community': '0', 'quantities.standard': '1' });
  const priced = await visitor.submit(paid, 'Go on to pay', { 'buyer.name': 'Ada', 'buyer.email': email });
  const atPayPal: VisitedPage = await visitor.submit(priced, 'Pay €149 with PayPal');
  await visitor.submit(atPayPal, 'Approve and return');
}

/** Names of a part that is not built yet, and the rules that are computed from one. */
function findUnknowable(rules: Rule[]): Set<string> {
  const unknowable = new Set(readDocumentedNames().coming);
  for (const { record, expr } of [...rules, ...rules]) {
    if (!record) continue;
    const names = findSeriesNames(expr);
    if (names.some((name) => unknowable.has(name)) && !/\bor\b/.test(expr)) unknowable.add(record);
  }
  return unknowable;
}

/** Known of a container that has one; the local stack has none unless it is told. */
const absentWithoutQuota = new Set(['foyer_container_cpu_quota_cores']);

/** Of what `pm2 monit` shows, what there is no value for. */
async function findUnshown(ask: Query): Promise<string[]> {
  const shown = describeFigures(await readSiteFigures(ask, 'foyer'));
  return Object.entries(shown).flatMap(([name, value]) => (value === '-' ? [name] : []));
}

test('every recording rule evaluates, and every query of the dashboard has an answer, on a Foyer in use', async () => {
  let visits = 0;
  await visitTheSite(visits++);
  // A recount is told once a minute; the next begins with the courier.
  await stack.kill('courier', 'SIGTERM');

  const unknowable = findUnknowable(readRules());
  const isKnowable = (expr: string) => !findSeriesNames(expr).some((name) => unknowable.has(name));
  const queries = readDashboardQueries().filter(({ expr }) => isKnowable(expr));
  const records = readRules().flatMap(({ record }) => (record && !unknowable.has(record) ? [record] : []));
  // If this shrinks, something that was there is announced as coming.
  expect(queries.length).toBeGreaterThan(35);
  await vi.waitFor(
    async () => {
      await visitTheSite(visits++);
      const answers = await Promise.all(queries.map(async (each) => ({ ...each, result: await query(each.expr) })));
      const isEmpty = ({ result }: (typeof answers)[number]) =>
        result.length === 0 || result.every(({ value }) => value[1] === 'NaN');
      expect(answers.filter(isEmpty).map(({ panel, expr }) => `${panel}: ${expr}`)).toEqual([]);
      // A rule that no panel asks for may have its first value later than all that panels ask for.
      const values = await Promise.all(records.map(async (record) => ({ record, result: await query(record) })));
      expect(values.filter(({ result }) => result.length === 0).map(({ record }) => record)).toEqual([]);
    },
    { timeout: 100_000, interval: 1_000 },
  );

  // nginx -> courier -> Prometheus: what the sums are made of arrives. A counter has a rate from its second sample on.
  await vi.waitFor(
    async () => {
      await visitTheSite(visits++);
      const busy = await query('foyer:requests:rate1m > 0');
      expect(busy.map(({ metric }) => metric.seen_by).sort()).toEqual(['nginx', 'workers']);
    },
    { timeout: 30_000, interval: 1_000 },
  );
  const { groups } = await ask<{ groups: { rules: { name: string; health: string; lastError?: string }[] }[] }>(
    'rules',
  );
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(40);
  expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
}, 180_000);

test('the worker module is expected, it finds all that it decides by, and it shows what it should', async () => {
  expect(await query('foyer:scaler:expected{loop="workers"} == 1')).toHaveLength(1);
  // What nothing scales here is not missed.
  expect(await query('foyer:scaler:expected{loop="containers"}')).toEqual([]);
  const ask = createQuery({ baseUrl: `http://127.0.0.1:${stack.ports.prometheus}`, timeoutMs: 5_000 });
  const { containers, edgeErrorRatio } = await createObserver(ask, { scrapeMs: 15_000 }).observeContainers();
  expect([...containers.keys()]).toEqual(['foyer']);
  const reading = containers.get('foyer') ?? nothingKnown;
  expect(Object.entries({ ...reading, edgeErrorRatio }).filter(([, sample]) => sample === null)).toEqual([]);
  expect(readContainerLoad(reading, defaultLimits, Date.now()).missing).toEqual([]);
  expect(await findUnshown(ask)).toEqual([]);
  // Each counts what the module itself does: by the names that are in its sources and in the loop's, none left out.
  const names = [...findNamesIn('scaling/loop'), ...findNamesIn('scaling/worker-module')];
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) {
    if (!absentWithoutQuota.has(name)) expect(await query(`${name}{container="foyer"}`), name).not.toEqual([]);
  }
  // The container scaler does not run here: its own test finds these on its page.
  for (const name of findNamesIn('scaling/container-scaler')) expect(await query(name), name).toEqual([]);
});

test('what comes with a later part may be asked for all the same', async () => {
  for (const { expr } of readDashboardQueries()) await query(expr);
  // The control: a query that Prometheus refuses, and one that nothing answers.
  await expect(query('sum by (x) (rate(foyer_orders)))')).rejects.toThrow('parse error');
  expect(await query('foyer_orders_that_nobody_exports')).toEqual([]);
});

test('no alert holds on a Foyer that is well, not even one that would have to wait before it fires', async () => {
  // The courier was away for a moment.
  await vi.waitFor(async () => expect((await query('ALERTS')).map(({ metric }) => metric.alertname)).toEqual([]), {
    timeout: 20_000,
    interval: 1_000,
  });
});

test('a ledger that does not add up is an alert as soon as it is recounted', async () => {
  const ledger = new Redis(stack.env.LEDGER_URL ?? '');
  try {
    await ledger.hincrby('{event}:quota:main', 'sold', 1);
    await stack.kill('courier', 'SIGTERM');
    await vi.waitFor(
      async () => {
        const firing = await query('ALERTS{alertstate="firing"}');
        expect(firing.map(({ metric }) => metric.alertname)).toEqual(['LedgerBroken']);
      },
      { timeout: 30_000, interval: 500 },
    );
    await ledger.hincrby('{event}:quota:main', 'sold', -1);
    await stack.kill('courier', 'SIGTERM');
    await vi.waitFor(async () => expect(await query('ALERTS{alertname="LedgerBroken"}')).toEqual([]), {
      timeout: 30_000,
      interval: 500,
    });
  } finally {
    ledger.disconnect();
  }
}, 90_000);
