import { PassThrough } from 'node:stream';
import {
  type ActionFunctionArgs,
  type AppLoadContext,
  createReadableStreamFromReadable,
  type EntryContext,
  type LoaderFunctionArgs,
} from '@remix-run/node';
import { isRouteErrorResponse, RemixServer } from '@remix-run/react';
import { renderToPipeableStream } from 'react-dom/server';
import { PageContextProvider, type PageHandle } from './page-context.ts';
import { loadSite } from './site.ts';

/** With the 1.5 s that a worker holds content (server/content/cached-reads.ts), a publish is on every page within 5 s. */
const publicCaching = 'public, max-age=0, s-maxage=2, stale-while-revalidate=1, stale-if-error=86400';

/**
 * Remix waits so long (ms) for data that comes late, of which we have none, and lets go of a page's data only then, long sent or
 * not: of 5 s, its own figure, a busy worker held three thousand pages.
 */
export const streamTimeout = 250;

export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  loadContext: AppLoadContext,
): Promise<Response> {
  const { matches, errors, loaderData } = remixContext.staticHandlerContext;
  const handles = matches.map((match) => remixContext.routeModules[match.route.id]?.handle as PageHandle | undefined);
  const isPrivate = handles.some((handle) => handle?.private);
  // An error page has nothing to hydrate. The nonce is read for pages with scripts alone: reading it puts it into the policy.
  const hydrates = !errors && isPrivate && handles.some((handle) => handle?.hydrates);
  const nonce = hydrates ? loadContext.cspNonce : undefined;
  if (hydrates && handles.some((handle) => handle?.pays)) loadContext.allowPaymentScript();

  headers.set('Content-Type', 'text/html; charset=utf-8');
  headers.set('Cache-Control', isPrivate ? 'private, no-store' : status >= 400 ? 'no-store' : publicCaching);
  // Here, as the headers of what a route throws do not reach its error page.
  if (status === 503) headers.set('Retry-After', '5');

  const site = errors && !loaderData.root ? await loadSite(loadContext).catch(() => null) : null;

  return await new Promise((resolve, reject) => {
    let answer = status;
    const { pipe, abort } = renderToPipeableStream(
      <PageContextProvider value={{ hydrates, nonce, hasMistake: !errors && status >= 400, site }}>
        <RemixServer context={remixContext} url={request.url} nonce={nonce} />
      </PageContextProvider>,
      {
        nonce,
        // Nothing on our pages comes late, so a page is sent whole or, when rendering fails, not at all.
        onAllReady() {
          const body = new PassThrough();
          resolve(new Response(createReadableStreamFromReadable(body), { status: answer, headers }));
          pipe(body);
        },
        onShellError: reject,
        onError(error) {
          answer = 500;
          headers.set('Cache-Control', 'no-store');
          loadContext.log.error({ err: error }, 'a page could not be rendered');
        },
      },
    );
    request.signal.addEventListener('abort', () => abort(request.signal.reason));
  });
}

/** Data without its page is for a page's own scripts, and some of it is one visitor's. */
export function handleDataRequest(response: Response): Response {
  response.headers.set('Cache-Control', 'private, no-store');
  return response;
}

/** What a loader or an action threw without meaning to. Never the query: an order's link carries its signature there. */
export function handleError(error: unknown, { request, context }: LoaderFunctionArgs | ActionFunctionArgs): void {
  // A form sent to a page that takes none is the sender's mistake, and has been answered as such.
  if (request.signal.aborted || (isRouteErrorResponse(error) && error.status < 500)) return;
  const path = new URL(request.url).pathname;
  context.log.error({ err: error, method: request.method, path }, 'a route failed');
}
