import { createContext, useContext } from 'react';

/** What a route's `handle` says about its page. Without one a page is public: cached, no cookie, no script. */
export type PageHandle = {
  /** Never cached, and kept out of search engines: the page is one visitor's own. */
  private?: true;
  /** Gets the scripts, and with them a nonce in the Content-Security-Policy; such a page must be private. */
  hydrates?: true;
  /** May load PayPal's script; such a page must hydrate. */
  pays?: true;
  /** The title, where it has to change with the answer to a form: `meta` does not see that. */
  title?: string;
};

export type PageContextValue = {
  hydrates: boolean;
  nonce: string | undefined;
  /** The page answers a form that needs mending. */
  hasMistake: boolean;
};

const PageContext = createContext<PageContextValue>({ hydrates: false, nonce: undefined, hasMistake: false });

export const PageContextProvider = PageContext.Provider;

export function usePageContext(): PageContextValue {
  return useContext(PageContext);
}
