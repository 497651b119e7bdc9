import express, { type NextFunction, type Request, type RequestHandler, type Response, type Router } from 'express';
import { isKnownName } from '../place.ts';
import { type Faults, faultSchema } from './faults.ts';
import { renderHtml, renderList, renderMail, style } from './pages.ts';
import { type ReadMail, readMail } from './read-mail.ts';
import type { Store, StoredMail } from './store.ts';

const listedOnPage = 200;
const listedAsJson = 50_000;
const pagePolicy =
  "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'";
/** The mail's HTML may draw and link, and nothing else: no script, no form, nothing from elsewhere. */
const mailPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'";

type Found = { mail: StoredMail; raw: Buffer; read: ReadMail };

export function createRoutes({ store, faults }: { store: Store; faults: Faults }): Router {
  const router = express.Router();
  const withMail = (answer: (found: Found, response: Response, request: Request) => void): RequestHandler => {
    return (request, response, next) => {
      const id = Number(request.params.id);
      const mail = store.find(id);
      const raw = store.findRaw(id);
      if (!mail || !raw) return next();
      readMail(raw).then((read) => answer({ mail, raw, read }, response, request), next);
    };
  };

  router.use(requireLocalName, (_request, response, next) => {
    response.set({ 'Cache-Control': 'no-store', 'Content-Security-Policy': pagePolicy });
    response.set({ 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' });
    next();
  });
  router.get('/', (_request, response) => {
    response.type('html').send(renderList(store.list(listedOnPage), store.count()));
  });
  router.get('/style.css', (_request, response) => {
    response.type('css').send(style);
  });
  router.get('/health', (_request, response) => {
    response.json({ status: 'ok', mails: store.count() });
  });
  router.get(
    '/messages/:id',
    withMail(({ mail, read }, response) => {
      response.type('html').send(renderMail(mail, read));
    }),
  );
  router.get(
    '/messages/:id/html',
    withMail(({ mail, read }, response) => {
      response.set('Content-Security-Policy', mailPolicy).type('html').send(renderHtml(mail, read));
    }),
  );
  router.get(
    '/messages/:id/raw',
    withMail(({ raw }, response) => {
      response.type('text').send(raw);
    }),
  );
  router.get(
    '/messages/:id/attachments/:index',
    withMail(({ read }, response, request) => {
      const attachment = read.attachments[Number(request.params.index)];
      if (!attachment) return response.status(404).type('text').send('There is no such attachment.');
      // Whatever it says it is, it runs nothing here.
      response.set('Content-Security-Policy', "sandbox; default-src 'none'").attachment(attachment.name);
      response.type(attachment.contentType).send(attachment.content);
    }),
  );

  router.get('/api/messages', (_request, response) => {
    response.json(store.list(listedAsJson));
  });
  router.get(
    '/api/messages/:id',
    withMail(({ mail, read }, response) => {
      const attachments = read.attachments.map(({ content, ...rest }) => ({
        ...rest,
        base64: content.toString('base64'),
      }));
      response.json({ ...mail, headers: read.headers, text: read.text, html: read.html, attachments });
    }),
  );

  // JSON alone, which no page of another site may send.
  const json = express.json({ type: 'application/json' });
  router.get('/control/faults', (_request, response) => {
    response.json(faults.list());
  });
  router.post('/control/faults', json, (request, response) => {
    const fault = faultSchema.safeParse(request.body);
    if (!fault.success) return response.status(400).json({ error: fault.error.issues[0]?.message ?? 'no fault' });
    faults.plan(fault.data);
    response.json(faults.list());
  });
  router.post('/control/clear-faults', json, (request, response) => {
    if (!request.is('application/json')) return response.status(415).json({ error: 'send JSON' });
    faults.clear();
    response.json({});
  });
  return router;
}

/** A name elsewhere that somebody has pointed at this machine must not lead a browser's page to the mails. */
function requireLocalName(request: Request, response: Response, next: NextFunction): void {
  if (isKnownName(request.headers.host, 'mailbox')) next();
  else response.status(421).json({ error: 'This is the local mailbox; ask for it by 127.0.0.1.' });
}
