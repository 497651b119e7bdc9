import fontUrl from '@fontsource-variable/fraunces/files/fraunces-latin-wght-normal.woff2?url';
import { data, type LinksFunction, type LoaderFunctionArgs } from '@remix-run/node';
import { Links, Meta, Outlet, Scripts, useRouteError, useRouteLoaderData } from '@remix-run/react';
import type { ReactNode } from 'react';
import { ErrorPage } from './components/error-page.tsx';
import { PageTitle } from './components/page-title.tsx';
import { SiteFooter } from './components/site-footer.tsx';
import { SiteHeader } from './components/site-header.tsx';
import iconUrl from './icon.svg?url';
import { usePageContext } from './page-context.ts';
import { describeRefusedRequest } from './page-errors.ts';
import { loadSite, type Site } from './site.ts';
import stylesUrl from './styles/index.css?url';

export const links: LinksFunction = () => [
  { rel: 'preload', as: 'font', type: 'font/woff2', href: fontUrl, crossOrigin: 'anonymous' },
  { rel: 'stylesheet', href: stylesUrl },
  { rel: 'icon', type: 'image/svg+xml', href: iconUrl },
];

export async function loader({ context }: LoaderFunctionArgs) {
  const { refusedStatus } = context;
  if (refusedStatus !== null) throw data(describeRefusedRequest(refusedStatus), { status: refusedStatus });
  return await loadSite(context);
}

export function Layout({ children }: { children: ReactNode }) {
  const error = useRouteError();
  const loaded = useRouteLoaderData<typeof loader>('root');
  const { hydrates, nonce, ...page } = usePageContext();
  const site: Site | null = loaded ?? page.site;
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {error || hydrates ? <meta name="robots" content="noindex" /> : null}
        <Meta />
        <PageTitle siteName={site?.name ?? ''} error={error} />
        <Links />
        {site ? <link rel="stylesheet" href={`/theme.css?v=${site.themeVersion}`} /> : null}
      </head>
      <body>
        <a className="skip-link" href="#content">
          Skip to the content
        </a>
        {site?.announcement ? (
          <aside className="announcement" aria-label="Announcement">
            {site.announcement}
          </aside>
        ) : null}
        <SiteHeader site={site} />
        <main id="content" className="page" tabIndex={-1}>
          {children}
        </main>
        <SiteFooter site={site} />
        {hydrates ? <Scripts nonce={nonce} /> : null}
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

/** One boundary for the whole site: words for each status, and a way on. */
export function ErrorBoundary() {
  return <ErrorPage error={useRouteError()} />;
}
