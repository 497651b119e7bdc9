import { createServer, type Server } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import { createFaults } from './faults.ts';
import { createRoutes } from './routes.ts';
import { createSmtp } from './smtp.ts';
import { createStore } from './store.ts';

/** A mail server that keeps every mail, and the pages to read them. */
export function createMailbox({ dataDir, onError }: { dataDir: string; onError?: (error: Error) => void }) {
  const store = createStore(dataDir);
  const faults = createFaults();
  const smtp = createSmtp({ store, faults, onError });
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(createRoutes({ store, faults }));
  app.use((_request, response) => {
    response.status(404).type('text').send('There is nothing here.');
  });
  app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => {
    const isTheirs = 'status' in error && Number(error.status) < 500;
    if (!isTheirs) onError?.(error);
    response
      .status(isTheirs ? 400 : 500)
      .type('text')
      .send(isTheirs ? 'The request could not be read.' : 'The mailbox could not answer this.');
  });
  const pages: Server = createServer(app);

  return {
    faults,
    store,
    smtp,
    pages,
    async close(): Promise<void> {
      const closed = [
        new Promise<void>((resolve) => smtp.close(() => resolve())),
        new Promise<void>((resolve) => pages.close(() => resolve())),
      ];
      pages.closeIdleConnections();
      setTimeout(() => pages.closeAllConnections(), 2_000).unref();
      await Promise.all(closed);
      store.close();
    },
  };
}

export type Mailbox = ReturnType<typeof createMailbox>;
