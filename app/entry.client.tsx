import { RemixBrowser } from '@remix-run/react';
import { StrictMode, startTransition } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { mistakePrefix } from './components/page-title.tsx';
import { PageContextProvider } from './page-context.ts';

// Only pages with a form get here. Browsers hide the nonce from scripts, and nothing here needs it.
const page = { hydrates: true, nonce: undefined, hasMistake: document.title.startsWith(mistakePrefix), site: null };

// Where the browser cannot animate a change of page, as behind PayPal's window, it changes without: no error.
addEventListener('pageswap', ({ viewTransition }) => {
  viewTransition?.ready.catch(() => {});
  viewTransition?.finished.catch(() => {});
});

startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <PageContextProvider value={page}>
        <RemixBrowser />
      </PageContextProvider>
    </StrictMode>,
  );
});
