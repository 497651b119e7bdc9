import { createServer, type Server } from 'node:http';
import type { MetricsPage } from '../../platform/serve-metrics.ts';

/** What the scaler shows: its metrics, whether it is at work, and in words what it would do now. All of it is for reading only. */
export function createScalerPage(pages: {
  metrics: MetricsPage;
  /** false: it has not looked at anything for too long. */
  isAtWork: () => boolean;
  explain: () => Promise<string>;
}): Server {
  const { metrics, isAtWork, explain } = pages;
  return createServer(async (request, response) => {
    const answer = (status: number, type: string, text: string) =>
      response.writeHead(status, { 'Content-Type': type }).end(text);
    try {
      if (request.method !== 'GET') answer(405, 'text/plain', 'Only to be read.\n');
      else if (request.url === '/metrics') answer(200, metrics.contentType, await metrics.metrics());
      else if (request.url === '/explain') answer(200, 'text/plain; charset=utf-8', await explain());
      else if (request.url === '/health') {
        const isWell = isAtWork();
        answer(isWell ? 200 : 503, 'application/json', JSON.stringify({ status: isWell ? 'ok' : 'silent' }));
      } else answer(404, 'text/plain', 'There are /metrics, /health and /explain.\n');
    } catch (error) {
      answer(500, 'text/plain', `${(error as Error).message}\n`);
    }
  });
}
