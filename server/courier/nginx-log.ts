import { createSocket, type Socket } from 'node:dgram';
import { Counter, Histogram, type Registry } from 'prom-client';

const retryMs = 1_000;
const makers = ['worker', 'cache', 'nginx'] as const;
/** `count`: how many answers of this kind it stands for; in a rush nginx tells one in a hundred. */
export type AnsweredRequest = {
  statusClass: `${1 | 2 | 3 | 4 | 5}xx`;
  madeBy: (typeof makers)[number];
  count: number;
  /** When a worker made it, as far as it says so (UTC milliseconds, to the second). */
  madeAt: number | null;
};

const cached = new Set(['HIT', 'STALE', 'UPDATING', 'REVALIDATED']);

/**
 * One line of nginx's log format `counts`: `<190>Jan  1 00:00:00 foyer: 200 1 MISS 0.004 Tue, 01 Jan 2030 00:00:00 GMT`, that is
 * status, how many it stands for, cache status, the time until the worker's header and the worker's Date; of several tries each
 * has its own time (`-, 0.004`), and `-` is none. null: not such a line.
 */
export function parseCountsLine(line: string): AnsweredRequest | null {
  const [, first, standsFor, cacheStatus = '', times = '', date = ''] =
    /: ([1-5])\d\d (\d{1,4}) ([A-Z-]+) ([\d., :-]+?) (-|\w{3}, [\w :]{20,24})\s*$/.exec(line) ?? [];
  if (!first) return null;
  const count = Number(standsFor);
  const statusClass = `${first}xx` as AnsweredRequest['statusClass'];
  const madeAt = Number.isNaN(Date.parse(date)) ? null : Date.parse(date);
  if (cached.has(cacheStatus)) return { statusClass, madeBy: 'cache', count, madeAt };
  // Only a worker that answered has a time; a 502 or 504 is nginx's own word for one that did not.
  return { statusClass, madeBy: /\d$/.test(times) ? 'worker' : 'nginx', count, madeAt };
}

/**
 * Counts what nginx answers visitors: its own errors no worker sees, and nginx without a licence has no counter of them. It tells
 * each by one UDP packet, so the courier being away costs nobody a thing and some of the count.
 */
export function countNginxAnswers(
  registry: Registry,
  options: { host: string; port: number; onError: (error: Error) => void },
): { close(): void } {
  const responses = new Counter({
    name: 'foyer_nginx_responses_total',
    help: 'Answers that visitors got from nginx, by who made them: a worker, the cache, or nginx itself',
    labelNames: ['status_class', 'made_by'],
    registers: [registry],
  });
  for (const made_by of makers) {
    for (const status_class of ['2xx', '3xx', '4xx', '5xx']) responses.inc({ status_class, made_by }, 0);
  }
  const ages = new Histogram({
    name: 'foyer_nginx_cached_age_seconds',
    help: 'How old what nginx answered from its cache was; to the second, and of the answers that it tells of',
    buckets: [1, 2, 3, 5, 30, 600, 86_400],
    registers: [registry],
  });
  let socket: Socket | null;
  let retry: NodeJS.Timeout;
  const open = () => {
    const opened = createSocket('udp4');
    socket = opened;
    opened.on('message', (packet) => {
      const request = parseCountsLine(packet.toString('latin1'));
      if (!request) return;
      responses.inc({ status_class: request.statusClass, made_by: request.madeBy }, request.count);
      if (request.madeBy === 'cache' && request.madeAt !== null)
        ages.observe(Math.max(0, (Date.now() - request.madeAt) / 1000));
    });
    // The port may still be the last courier's.
    opened.once('error', (error) => {
      options.onError(error);
      opened.close();
      socket = null;
      retry = setTimeout(open, retryMs);
    });
    opened.bind(options.port, options.host);
  };
  open();
  return {
    close() {
      clearTimeout(retry);
      socket?.close();
    },
  };
}
