import { createConnection } from 'node:net';

/** True, or why not yet. */
export type Probe = () => Promise<true | string>;

export function probeHttp(url: string, isReady: (body: string) => boolean = () => true): Probe {
  return async () => {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000), headers: { connection: 'close' } });
      const body = await response.text();
      return response.ok && isReady(body) ? true : `${url} answers ${response.status}`;
    } catch (error) {
      return `${url} does not answer (${(error as Error).message})`;
    }
  };
}

/** Redis answers PING only once it has read its data from disk; until then it says that it is loading. */
export function probeRedis(port: number): Probe {
  return () =>
    new Promise((resolve) => {
      const socket = createConnection({ host: '127.0.0.1', port });
      const end = (answer: true | string) => {
        socket.destroy();
        resolve(answer);
      };
      socket.setTimeout(2_000, () => end('no answer to PING'));
      socket.on('error', (error) => end(error.message));
      socket.on('connect', () => socket.write('PING\r\n'));
      socket.on('data', (answer) => end(answer.toString().startsWith('+PONG') || answer.toString().trim()));
    });
}

/** Asks every 50 ms until the probe is true; `check` runs now and then meanwhile, to throw where waiting has no sense. */
export async function waitUntilReady(
  probe: Probe,
  options: { timeoutMs: number; signal?: AbortSignal | undefined; check: () => Promise<void> },
): Promise<void> {
  const giveUpAt = Date.now() + options.timeoutMs;
  let nextCheckAt = Date.now() + 1_500;
  for (;;) {
    const answer = await probe();
    if (answer === true) return;
    options.signal?.throwIfAborted();
    if (Date.now() > giveUpAt) throw new Error(`not ready after ${options.timeoutMs / 1000} s: ${answer}`);
    if (Date.now() > nextCheckAt) {
      await options.check();
      nextCheckAt = Date.now() + 1_500;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
