import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from '../scripts/stack/start-stack.ts';
import type { Summary } from '../server/organizer/create-summary.ts';
import { setOrganizerPassword } from '../stand-ins/content-lake/login/accounts.ts';
import { fillLedger } from './many-orders/fill-ledger.ts';
import { type Span, watchVisitors } from './many-orders/watch-visitors.ts';
import { type Proof, type ProofContext, require } from './proof.ts';

const usualOrders = 50_000;
const quietMs = 5_000;
/** What other visitors may feel of it, on the one worker there is. */
const limits = { p95Ms: 250, grownMegabytes: 250 };

export default {
  claim: `With ${usualOrders} orders an organizer's summary, search and export are whole, and other visitors of the same worker have their pages at p95 within ${limits.p95Ms} ms meanwhile.`,
  seconds: 180,

  async run(context) {
    const { args, print } = context;
    const orders = Number(args[0] ?? usualOrders);
    const stack = await context.startStack({
      webInstances: 1,
      env: { TRUSTED_PROXIES: '127.0.0.1' },
      only: ['ledger', 'redis', 'lake', 'web', 'nginx'],
    });
    const startedAt = performance.now();
    const seats = await fillLedger(stack, orders);
    print(`${orders} orders with ${seats} seats are in the ledger after ${since(startedAt)}`);
    const cookie = await signIn(stack);
    const visitors = watchVisitors(stack);
    context.onEnd(visitors.stop);
    await measure(context, stack, { orders, seats, cookie, visitors });
  },
} satisfies Proof;

type Setting = { orders: number; seats: number; cookie: string; visitors: ReturnType<typeof watchVisitors> };

async function measure({ print }: ProofContext, stack: Stack, setting: Setting): Promise<void> {
  const { orders, seats, visitors } = setting;
  await pause(quietMs);
  visitors.take();
  await pause(quietMs);
  const quiet = visitors.take();
  print(`nobody but visitors: ${describe(quiet)}`);

  const ask = (path: string) => askAs(stack, setting.cookie, path);
  const shortfalls: string[] = [];
  const during = async (what: string, work: () => Promise<string>): Promise<void> => {
    const startedAt = performance.now();
    const outcome = await work();
    const took = since(startedAt);
    const span = visitors.take();
    print(`${what}: ${outcome}, ${took}; meanwhile ${describe(span)}`);
    const grown = span.peakMegabytes - quiet.peakMegabytes;
    if (span.failed > 0) shortfalls.push(`${what}: ${span.failed} pages of other visitors failed`);
    if (span.p95Ms > limits.p95Ms) shortfalls.push(`${what}: other visitors waited ${span.p95Ms.toFixed(0)} ms at p95`);
    if (grown > limits.grownMegabytes) shortfalls.push(`${what}: the worker took ${grown.toFixed(0)} MB more`);
  };

  await during('the summary', async () => {
    const summary = JSON.parse(await ask('/summary')) as Summary;
    const [type] = summary.ticketTypes;
    require(summary.orders.CONFIRMED === orders &&
      type?.confirmed === seats, `it counts ${JSON.stringify(summary.orders)}`);
    return `${orders} orders and ${seats} seats counted`;
  });
  await during('the summary, by ten dashboards for 20 s', async () => {
    const until = performance.now() + 20_000;
    let answers = 0;
    const dashboard = async () => {
      for (; performance.now() < until; await pause(1_000)) {
        await ask('/summary');
        answers += 1;
      }
    };
    await Promise.all(Array.from({ length: 10 }, dashboard));
    return `${answers} answers`;
  });
  await during('a search for somebody who is not there', async () => {
    let [cursor, pages]: [string | null, number] = [null, 0];
    do {
      const after: string = cursor ? `&cursor=${cursor}` : '';
      cursor = JSON.parse(await ask(`/orders?search=nobody-at-all${after}`)).cursor;
      pages += 1;
    } while (cursor);
    return `${pages} requests to the end`;
  });
  await during('the export', async () => {
    const text = await ask('/export.csv');
    const lines = text.split('\r\n').length - 2;
    require(lines === seats, `the file has ${lines} lines for ${seats} seats`);
    return `${lines} lines, ${(text.length / 1024 ** 2).toFixed(1)} MB`;
  });
  require(shortfalls.length === 0, shortfalls.join('; '));
}

const since = (startedAt: number) => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;

const describe = ({ pages, p95Ms, worstMs, peakMegabytes }: Span) =>
  `${pages} pages at p95 ${p95Ms.toFixed(0)} ms, the slowest ${worstMs.toFixed(0)} ms, the worker at ${peakMegabytes.toFixed(0)} MB`;

async function signIn(stack: Stack): Promise<string> {
  const password = await setOrganizerPassword(join(stack.dataDir, 'lake'), { name: 'olu' });
  const response = await fetch(`${stack.baseUrl}/login`, {
    method: 'POST',
    headers: { Origin: stack.baseUrl },
    body: new URLSearchParams({ name: 'olu', password }),
    redirect: 'manual',
  });
  require(response.status === 303, `signing in was answered ${response.status}`);
  return response.headers.getSetCookie().join().split(';')[0] ?? '';
}

async function askAs(stack: Stack, cookie: string, path: string): Promise<string> {
  const response = await fetch(`${stack.baseUrl}/organizer/api${path}`, {
    headers: { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' },
  });
  require(response.ok, `${path} was answered ${response.status}`);
  return await response.text();
}
