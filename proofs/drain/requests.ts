import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { type Answer, send } from './send.ts';

/** Somebody with a session and seats in it. */
export type Holder = { address: string; cookie: string; orderPath: string };

/** How long a straggler takes. PayPal is told the same by the proof. */
export const stragglerMs = 3_000;

/**
 * Every kind of request of the load. Each has a visitor at an address of their own, as the limits are by address; each rejects
 * unless the answer is whole and the one expected.
 */
export function createRequests({ baseUrl, workersUrl }: { baseUrl: string; workersUrl: string }) {
  // Oldest first, so that none is idle until nginx closes it (30 s) just as it is used again.
  const agent = new Agent({ keepAlive: true, scheduling: 'fifo' });
  const oncer = new Agent({ keepAlive: false });
  const counts = { toNginx: 0, toWorkers: 0 };
  let visitors = 0;

  /** From the range that is set aside for load tests (RFC 2544). */
  function nextAddress(): string {
    const number = visitors++ % (1 << 17);
    return `198.${18 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
  }

  function ask(
    method: 'GET' | 'POST',
    path: string,
    { address, cookie }: { address: string; cookie?: string },
    more: { form?: Record<string, string>; bodyTakesMs?: number; isDirect?: boolean } = {},
  ): Promise<Answer> {
    const { isDirect = false, ...rest } = more;
    const headers = {
      'X-Forwarded-For': address,
      ...(cookie ? { Cookie: cookie } : {}),
      ...(method === 'POST' ? { Origin: baseUrl } : {}),
      ...(isDirect ? { Host: new URL(baseUrl).host, 'X-Request-Id': `direct-${counts.toWorkers}` } : {}),
    };
    if (isDirect) counts.toWorkers += 1;
    else counts.toNginx += 1;
    const to = isDirect ? { baseUrl: workersUrl, agent: oncer } : { baseUrl, agent };
    return send({ ...to, method, path, headers, ...rest });
  }

  async function hold(
    more: { ticket?: 'community' | 'standard'; bodyTakesMs?: number; isDirect?: boolean } = {},
  ): Promise<Holder> {
    const { ticket = 'community', ...how } = more;
    const address = nextAddress();
    const form = { idempotencyKey: randomUUID(), [`quantities.${ticket}`]: '1' };
    const answer = await ask('POST', '/register', { address }, { form, ...how });
    const orderPath = readLocation(answer, /^\/orders\/[A-Z0-9]+\?s=/);
    // When Redis is too slow the site goes on without a session, by design. The other cookie keeps such a visitor off nginx's cache.
    const session = /^foyer=[^;]+/.exec(answer.headers['set-cookie']?.[0] ?? '')?.[0];
    return { address, cookie: ['visited=1', session].filter(Boolean).join('; '), orderPath };
  }

  return {
    counts,
    hold,
    async release(holder: Holder): Promise<void> {
      const answer = await ask('POST', holder.orderPath, holder, { form: { intent: 'release' } });
      readLocation(answer, /^\/orders\//);
    },
    async readTickets(holder: Holder): Promise<void> {
      const { status, body } = await ask('GET', '/api/tickets', holder);
      if (status !== 200) throw new Error(`answered ${status}`);
      const { ticketTypes } = JSON.parse(body) as { ticketTypes: unknown[] };
      if (ticketTypes.length === 0) throw new Error('answered without tickets');
    },
    async openForm(holder: Holder): Promise<void> {
      const { status, body } = await ask('GET', '/register', holder);
      if (status !== 200) throw new Error(`answered ${status}`);
      if (!body.includes('Hold these seats') || !body.includes('</html>'))
        throw new Error('answered with another page');
    },
    async openOrder(holder: Holder): Promise<void> {
      const { status, body } = await ask('GET', holder.orderPath, holder);
      if (status !== 200) throw new Error(`answered ${status}`);
      if (!body.includes('name="buyer.email"') || !body.includes('</html>'))
        throw new Error('answered with another page');
    },
    /** Up to the button that leads to PayPal. */
    async fillInPaid(): Promise<Holder> {
      const holder = await hold({ ticket: 'standard' });
      const form = {
        intent: 'confirm',
        firstIsBuyer: 'on',
        'attendees[0].name': '',
        'attendees[0].email': '',
        'buyer.name': 'Somebody',
        'buyer.email': `visitor-${visitors}@example.org`,
      };
      readLocation(await ask('POST', holder.orderPath, holder, { form }), /^\/orders\//);
      return holder;
    },
    /** A form whose sender is slow: nginx waits for its end, a worker who is asked directly does so itself. */
    sendSlowly: async (isDirect: boolean): Promise<void> => {
      await hold({ bodyTakesMs: stragglerMs, isDirect });
    },
    /** The worker has this one in its hands for as long as PayPal takes. */
    async pay(holder: Holder): Promise<void> {
      const startedAt = performance.now();
      const answer = await ask('POST', holder.orderPath.replace('?', '/pay?'), holder, { form: {} });
      readLocation(answer, /^http:\/\/127\.0\.0\.1:\d+\/checkoutnow\?token=/);
      if (performance.now() - startedAt < stragglerMs) throw new Error('PayPal was not slow at all');
    },
  };
}

export type Requests = ReturnType<typeof createRequests>;

function readLocation({ status, headers: { location = '' } }: Answer, expected: RegExp): string {
  if (status !== 303 || !expected.test(location)) throw new Error(`answered ${status} ${location}`);
  return location;
}
