import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export type Answer = { status: number; retryAfter: string | undefined; page: string; sentAtMs: number };

/** One client, by the address it comes from: every 127.x.y.z is one of its own. */
export function createClient({ baseUrl, address }: { baseUrl: string; address: string }) {
  const agent = new Agent({ keepAlive: true, localAddress: address, maxSockets: 64 });
  const startedAt = performance.now();

  function ask(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    const sentAtMs = performance.now() - startedAt;
    return new Promise((resolve, reject) => {
      httpRequest(new URL(path, baseUrl), { agent, headers }, (response) => {
        let page = '';
        response.setEncoding('utf8').on('data', (piece) => {
          page += piece;
        });
        response.once('error', reject).once('end', () => {
          const { statusCode: status = 0, headers } = response;
          resolve({ status, retryAfter: headers['retry-after'], page, sentAtMs });
        });
      })
        .once('error', reject)
        .end();
    });
  }

  return {
    ask,
    /** Asks at a steady pace, whatever the answers and however long they take. */
    async askSteadily(options: { perSecond: number; seconds: number; ask: (number: number) => Promise<Answer> }) {
      const { perSecond, seconds } = options;
      const beganAt = performance.now();
      const answers: Promise<Answer>[] = [];
      for (let number = 0; number < perSecond * seconds; number++) {
        const lateMs = performance.now() - beganAt - (number * 1000) / perSecond;
        if (lateMs < 0) await pause(-lateMs);
        answers.push(options.ask(number));
      }
      return await Promise.all(answers);
    },
    close: () => agent.destroy(),
  };
}
