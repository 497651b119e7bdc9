import { createContext, useContext } from 'react';
import type { Site } from './site.ts';

/** What a route's `handle` says about its page. Without one a page is public: cached, no cookie, no script. */
export type PageHandle = {
  /** Never cached, and kept out of search engines: the page is one visitor's own. */
  private?: true;
  /** Gets the scripts, and with them a nonce in the Content-Security-Policy; such a page must be private. */
  hydrates?: true;
  /** May load PayPal's script; such a page must hydrate. */
  pays?: true;
  /** The title, where it has to change with the answer to a form: `meta` does not see that. A function gets the loader's data. */
  title?: string | ((data: never) => string);
};

export type PageContextValue = {
  hydrates: boolean;
  nonce: string | undefined;
  /** The page answers a form that needs mending. */
  hasMistake: boolean;
  /** The frame's content for an error page whose root loader has not run: a form that no route could take. */
  site: Site | null;
};

const PageContext = createContext<PageContextValue>({
  hydrates: false,
  nonce: undefined,
  hasMistake: false,
  site: null,
});

export const PageContextProvider = PageContext.Provider;

export function usePageContext(): PageContextValue {
  return useContext(PageContext);
}
