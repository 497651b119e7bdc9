import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Express, type Response } from 'express';
import helmet from 'helmet';
import type { StudioConfig } from './config.ts';

/** Serves the built Studio below `/studio`, for whichever project: `/studio/config.js` says which, before Studio starts. */
export function createStudioApp(config: StudioConfig): Express {
  const page = join(config.STUDIO_DIR, 'index.html');
  const script = renderSettings(config);
  const app = express();
  app.disable('x-powered-by');
  app.use(createHeaders(config));

  app.get('/studio/api/health', (_request, response) => {
    const isBuilt = existsSync(page);
    response
      .status(isBuilt ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ status: isBuilt ? 'ok' : 'unavailable', content: config.SANITY_PROJECT_ID ? 'sanity' : 'built-in' });
  });
  app.get('/studio/config.js', (_request, response) => {
    response.set('Cache-Control', 'no-cache').type('text/javascript').send(script);
  });
  // Every name there has a hash of what the file holds, but the icon's.
  app.use(
    '/studio/static',
    express.static(join(config.STUDIO_DIR, 'static'), {
      fallthrough: false,
      redirect: false,
      setHeaders: (response: Response, path) => {
        const keeps = /-[\w-]{8}\.(js|css)$/.test(path);
        response.setHeader('Cache-Control', keeps ? 'public, max-age=31536000, immutable' : 'public, max-age=3600');
      },
    }),
  );
  // Its own addresses are made in the browser: each is the same page.
  app.get(['/studio', '/studio/*'], (_request, response) => {
    response.set('Cache-Control', 'no-cache').sendFile(page);
  });
  app.use((error: { status?: number }, _request: express.Request, response: Response, _next: express.NextFunction) => {
    const status = error.status && error.status < 500 ? error.status : 500;
    response
      .status(status)
      .set('Cache-Control', 'no-store')
      .type('text')
      .send(status === 404 ? 'There is nothing here.' : 'Studio cannot answer this.');
  });
  return app;
}

function renderSettings({ SANITY_PROJECT_ID: projectId, SANITY_DATASET: dataset }: StudioConfig): string {
  const settings = projectId ? { mode: 'sanity', projectId, dataset } : { mode: 'built-in' };
  return `globalThis.foyerStudio = ${JSON.stringify(settings)};\n`;
}

/** In the built-in mode nothing may leave: not a question, not a picture. With a project, Sanity's own servers are added. */
function createHeaders({ SANITY_PROJECT_ID: projectId }: StudioConfig) {
  const sanity = projectId ? ['https://*.sanity.io', 'https://*.api.sanity.io', 'wss://*.api.sanity.io'] : [];
  const pictures = projectId
    ? ['https://cdn.sanity.io', 'https://*.sanity.io', 'https://lh3.googleusercontent.com']
    : [];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // Studio writes its styles as it goes.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:', ...pictures],
        mediaSrc: ["'self'", 'blob:'],
        workerSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'", ...sanity],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    // Sanity's login may open a window of its own that answers to this one.
    crossOriginOpenerPolicy: { policy: projectId ? 'same-origin-allow-popups' : 'same-origin' },
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'same-origin' },
    // Its door to the world is nginx, which says it where there is TLS.
    strictTransportSecurity: false,
  });
}
