import { Agent, request } from 'node:http';

// Four of the five are what most visitors open; none of them changes anything.
const paths = ['/', '/programme', '/', '/register', '/'];
const patienceMs = 10_000;

/**
 * Asks for the site's pages, one at each call, by somebody else each time: the limits are for one address, and the cookie leads
 * past nginx's cache to a worker. Resolves with whether it was answered as it should.
 */
export function createAsker(baseUrl: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 2_000 });
  let number = 0;
  return {
    ask(): Promise<boolean> {
      const visitor = number++;
      return new Promise((resolve) => {
        const asked = request(
          new URL(paths[visitor % paths.length] ?? '/', baseUrl),
          {
            agent,
            headers: {
              Cookie: 'load=1',
              'X-Forwarded-For': `198.18.${(visitor >> 8) & 255}.${visitor & 255}`,
            },
            timeout: patienceMs,
          },
          (response) => {
            response.on('end', () => resolve(response.statusCode === 200)).on('error', () => resolve(false));
            response.resume();
          },
        );
        asked.on('timeout', () => asked.destroy());
        asked.on('error', () => resolve(false));
        asked.end();
      });
    },
    close: () => agent.destroy(),
  };
}
