// A steady load in a process of its own: so many requests a second, whatever becomes of the answers, GETs and POSTs by turns.
import { createRequests, type Holder } from '../drain/requests.ts';

export type SteadyOrder = { baseUrl: string; perSecond: number };
export type SteadyFailure = { kind: 'GET' | 'POST'; what: string; why: string; sentAtMs: number; atMs: number };
export type SteadyReport = { gets: number; posts: number; failures: SteadyFailure[] };

const { baseUrl, perSecond } = JSON.parse(process.argv[2] ?? '') as SteadyOrder;
const requests = createRequests({ baseUrl, workersUrl: baseUrl });
/** Seats that are held at once; the sample conference has enough for these. */
const holdersKept = 10;

const holders: Holder[] = [];
const underWay = new Set<Promise<unknown>>();
let counts = { gets: 0, posts: 0 };
let failures: SteadyFailure[] = [];
let turn = 0;

function send(kind: SteadyFailure['kind'], what: string, work: Promise<unknown>): void {
  const sentAtMs = Date.now();
  counts[kind === 'GET' ? 'gets' : 'posts']++;
  const watched = work
    .catch((error: Error) => failures.push({ kind, what, why: error.message, sentAtMs, atMs: Date.now() }))
    .finally(() => underWay.delete(watched));
  underWay.add(watched);
}

function sendNext(): void {
  const step = turn++ % 4;
  const holder = holders[turn % Math.max(1, holders.length)];
  if (step === 0 || !holder)
    send(
      'POST',
      'hold',
      requests.hold().then((next) => holders.push(next)),
    );
  else if (step === 1) send('GET', 'tickets', requests.readTickets(holder));
  else if (step === 2 && holders.length > holdersKept)
    send('POST', 'release', requests.release(holders.shift() as Holder));
  else send('GET', 'form', requests.openForm(holder));
}

let timer: NodeJS.Timeout | undefined;
process.on('message', async (word: 'begin' | 'report' | 'end') => {
  if (word === 'begin') timer = setInterval(sendNext, 1000 / perSecond);
  if (word === 'end') {
    clearInterval(timer);
    await Promise.all(underWay);
  }
  process.send?.({ ...counts, failures } satisfies SteadyReport);
  if (word === 'report') [counts, failures] = [{ gets: 0, posts: 0 }, []];
});
process.send?.('ready');
