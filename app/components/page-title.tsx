import { useMatches } from '@remix-run/react';
import { type PageHandle, usePageContext } from '../page-context.ts';
import { describeError } from '../page-errors.ts';

/** A screen reader reads the title first: it must say that something needs mending. */
export const mistakePrefix = 'Error: ';

/** The title of an error page, and of a page whose `handle` names one; elsewhere `meta` writes it. */
export function PageTitle({ siteName, error }: { siteName: string; error: unknown }) {
  const { hasMistake } = usePageContext();
  const named = useMatches()
    .map(({ handle, data }) => {
      const named = (handle as PageHandle | undefined)?.title;
      if (typeof named !== 'function') return named;
      return data ? named(data as never) : undefined;
    })
    .findLast((candidate) => candidate !== undefined);
  const title = error ? describeError(error).title : named;
  if (!title) return null;
  return <title>{[`${hasMistake ? mistakePrefix : ''}${title}`, siteName].filter(Boolean).join(' · ')}</title>;
}
