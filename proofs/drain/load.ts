// The load, in a process of its own. It sends at a fixed pace, whatever becomes of the answers: `begin`, then `report` for what
// was since the last report, then `end`, which answers once nothing is under way any more.
import { setTimeout as pause } from 'node:timers/promises';
import type { Failure, LoadOrder, LoadReport } from './load-report.ts';
import { createRequests, type Holder } from './requests.ts';

const order = JSON.parse(process.argv[2] ?? '') as LoadOrder;
const requests = createRequests(order);
const tickMs = 5;
/** Each kind of straggler starts so often, so that some of each are always under way. */
const stragglerEveryMs = 250;
/** So many hold seats before the first lets them go. */
const holdersKept = 200;

const holders: Holder[] = [];
const buyers: Holder[] = [];
const underWay = new Set<Promise<void>>();
let failures: Failure[] = [];
let times: number[] = [];
let stragglers = 0;
let sent = 0;
let since = performance.now();

/** Remembers what became of it; never rejects. */
function watch(what: string, isStraggler: boolean, work: Promise<void>): void {
  const startedAt = performance.now();
  const watched = work
    .catch((error: Error) => {
      failures.push({ what, why: error.message, atMs: Date.now() });
    })
    .finally(() => {
      if (isStraggler) stragglers += 1;
      else times.push(performance.now() - startedAt);
      underWay.delete(watched);
    });
  underWay.add(watched);
}

async function hold(): Promise<void> {
  holders.push(await requests.hold());
}

/** By turns: as many holds as releases, and what a session looks at meanwhile. A page costs a worker three times as much as the rest. */
const kinds = ['hold', 'tickets', 'release', 'tickets', 'tickets'] as const;
const formEvery = 20;

function sendNext(): void {
  const turn = sent++;
  const kind = kinds[turn % kinds.length];
  const someHolder = holders[Math.floor(Math.random() * holders.length)];
  if (kind === 'hold' || !someHolder) watch('hold', false, hold());
  else if (kind === 'release' && holders.length > holdersKept)
    watch('release', false, requests.release(holders.shift() as Holder));
  else if (turn % formEvery === 1) watch('form', false, requests.openForm(someHolder));
  else watch('tickets', false, requests.readTickets(someHolder));
}

function startStragglers(): void {
  watch('slow form', true, requests.sendSlowly(false));
  watch('slow form, past nginx', true, requests.sendSlowly(true));
  const buyer = buyers.shift();
  if (buyer) watch('slow answer', true, requests.pay(buyer));
  watch(
    'order to pay',
    false,
    requests.fillInPaid().then((next) => {
      buyers.push(next);
    }),
  );
}

function begin(): () => void {
  const beganAt = performance.now();
  since = beganAt;
  let due = 0;
  let stragglersDue = 0;
  const timer = setInterval(() => {
    const passedMs = performance.now() - beganAt;
    for (; due < (passedMs / 1000) * order.perSecond; due++) sendNext();
    for (; stragglersDue < passedMs / stragglerEveryMs; stragglersDue++) startStragglers();
  }, tickMs);
  return () => clearInterval(timer);
}

let sentBefore = 0;
function report(): LoadReport {
  const now = performance.now();
  const sorted = times.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  const sentNow = requests.counts.toNginx + requests.counts.toWorkers;
  const said: LoadReport = {
    sent: sentNow - sentBefore,
    seconds: (now - since) / 1000,
    failures,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    slowestMs: at(1),
    stragglers,
    sentToNginx: requests.counts.toNginx,
    sentToWorkers: requests.counts.toWorkers,
  };
  [failures, times, stragglers, since, sentBefore] = [[], [], 0, now, sentNow];
  return said;
}

let stop = () => {};
process.on('message', async (word: 'begin' | 'report' | 'end') => {
  if (word === 'begin') stop = begin();
  if (word === 'end') {
    stop();
    while (underWay.size > 0) await Promise.race([Promise.all(underWay), pause(1_000)]);
  }
  process.send?.(report());
});
process.send?.('ready');
