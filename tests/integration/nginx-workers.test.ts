// What docs/decisions/007-when-nginx-asks-another-worker.md says, with workers that refuse, die, fail and leave.
import { afterEach, expect, test } from 'vitest';
import { openWorkers } from './open-workers.ts';

let site: Awaited<ReturnType<typeof openWorkers>>;
afterEach(() => site.close());

const send = async (method: 'GET' | 'POST', path: string) => {
  const body = method === 'POST' ? 'name=Ada' : undefined;
  return (await fetch(site.baseUrl + path, { method, body })).status;
};
const paths = (name: string, count = 20) => Array.from({ length: count }, (_, index) => `/orders/${name}-${index}`);
const sendAll = async (method: 'GET' | 'POST', all: string[]) => {
  const statuses: number[] = [];
  for (const path of all) statuses.push(await send(method, path));
  return statuses;
};

test('of a worker that refuses nobody hears, whatever they send', async () => {
  site = await openWorkers(2);
  await site.refuse(0);
  const [read, sent] = [paths('read'), paths('sent')];
  expect(new Set([...(await sendAll('GET', read)), ...(await sendAll('POST', sent))])).toEqual(new Set([200]));
  for (const path of [...read, ...sent]) expect(site.seenAt(path)).toHaveLength(1);
});

test('a worker that dies with a request in its hands: what is read is asked of another, what was sent is sent once', async () => {
  site = await openWorkers(2);
  site.answerWith((worker, request, response) => (worker === 0 ? request.socket.destroy() : response.end()));
  const sent = paths('sent');
  const statuses = await sendAll('POST', sent);
  expect(statuses.filter((status) => status === 502)).not.toEqual([]);
  for (const path of sent) expect(site.seenAt(path)).toHaveLength(1);
  // Three times, and it is left in peace for a quarter of a minute.
  expect(site.seen.filter(({ worker }) => worker === 0)).toHaveLength(3);
});

test('of a worker that dies while it is read nobody hears', async () => {
  site = await openWorkers(2);
  site.answerWith((worker, request, response) => (worker === 0 ? request.socket.destroy() : response.end()));
  expect(new Set(await sendAll('GET', paths('read')))).toEqual(new Set([200]));
  expect(site.seen.filter(({ worker }) => worker === 0)).toHaveLength(3);
});

test('a worker that is stuck costs a public page its eight seconds, once', async () => {
  site = await openWorkers(2);
  let isFirst = true;
  site.answerWith((_worker, _request, response) => {
    if (!isFirst) response.end();
    isFirst = false;
  });
  expect(await send('GET', '/programme')).toBe(200);
  expect(site.seenAt('/programme').map(({ worker }) => worker)).toHaveLength(2);
});

test('four workers are tried, no fifth', async () => {
  site = await openWorkers(5);
  site.answerWith((_worker, request) => request.socket.destroy());
  expect(await send('GET', '/orders/K7Q2')).toBe(502);
  expect(new Set(site.seenAt('/orders/K7Q2').map(({ worker }) => worker)).size).toBe(4);
});

const failsAtOrders: Parameters<typeof site.answerWith>[0] = (_worker, request, response) => {
  response.writeHead(request.url?.startsWith('/orders') ? 503 : 200).end();
};

test('an outage behind the workers (503) is no fault of theirs: they go on answering what they can', async () => {
  site = await openWorkers(2);
  site.answerWith(failsAtOrders);
  const ways = paths('away');
  expect(new Set(await sendAll('GET', ways))).toEqual(new Set([503]));
  for (const path of ways) expect(site.seenAt(path)).toHaveLength(1);
  expect(await sendAll('GET', ['/programme', '/venue'])).toEqual([200, 200]);
});

test('were 503 a reason to ask another worker, such an outage would take the whole site along', async () => {
  site = await openWorkers(2, (text) => text.replace('timeout http_502;', 'timeout http_503;'));
  site.answerWith(failsAtOrders);
  await sendAll('GET', paths('away'));
  expect(await sendAll('GET', ['/programme', '/venue'])).toEqual([502, 502]);
});

test('a worker that is leaving answers forms, says 502 to what is only read, and is soon asked no more', async () => {
  site = await openWorkers(2);
  site.answerWith((worker, request, response) => {
    const isLeaving = worker === 0 && request.method === 'GET';
    response.writeHead(isLeaving ? 502 : 200).end(request.body);
  });
  const all = paths('mixed', 60);
  const statuses = await Promise.all(all.map((path, index) => send(index % 3 === 0 ? 'POST' : 'GET', path)));
  expect(new Set(statuses)).toEqual(new Set([200]));
  const forms = all.filter((_, index) => index % 3 === 0);
  for (const path of forms) expect(site.seenAt(path)).toHaveLength(1);

  const before = site.seen.filter(({ worker }) => worker === 0).length;
  const later = [...(await sendAll('GET', paths('later'))), ...(await sendAll('POST', paths('later')))];
  expect(new Set(later)).toEqual(new Set([200]));
  expect(site.seen.filter(({ worker }) => worker === 0)).toHaveLength(before);
});
