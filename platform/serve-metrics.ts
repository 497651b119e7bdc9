import { createServer, type Server } from 'node:http';

/** What makes the page: a prom-client registry, or something that reads several. */
export type MetricsPage = { contentType: string; metrics(): Promise<string> };

const retryMs = 250;

/**
 * A port of its own, never reachable through nginx. During a reload the worker that leaves has the port until it is told to go,
 * which is after this one is ready: so a taken port is waited for, and keeps nobody from work. `onTaken` is told once.
 */
export function serveMetrics(page: MetricsPage, options: { host: string; port: number; onTaken: () => void }): Server {
  const { host, port, onTaken } = options;
  const server = createServer(async (request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    const text = await page.metrics();
    response.writeHead(200, { 'Content-Type': page.contentType }).end(text);
  });
  // `exclusive`: under PM2's cluster mode each worker owns its port instead of sharing it.
  const listen = () => server.listen({ host, port, exclusive: true });
  let isTaken = false;
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    if (!isTaken) onTaken();
    isTaken = true;
    setTimeout(listen, retryMs).unref();
  });
  listen();
  return server;
}
