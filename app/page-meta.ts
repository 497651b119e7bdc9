import type { MetaDescriptor } from '@remix-run/node';
import { excerpt } from '../core/rich-text.ts';
import type { Site } from './site.ts';

type MetaArgs = { matches: { id: string; data?: unknown }[]; location: { pathname: string } };

/** Title, description and Open Graph of a public page; without a title it is the event's own. */
export function createMeta(
  { matches, location }: MetaArgs,
  page: { title?: string | undefined; description?: string | undefined },
): MetaDescriptor[] {
  const site = matches.find((match) => match.id === 'root')?.data as Site | undefined;
  const siteName = site?.name ?? '';
  const title = [page.title, siteName].filter(Boolean).join(' · ');
  const description = excerpt(page.description || site?.tagline || siteName, 200);
  const url = `${site?.publicBaseUrl ?? ''}${location.pathname}`;
  return [
    { title },
    { name: 'description', content: description },
    { property: 'og:title', content: page.title ?? siteName },
    { property: 'og:description', content: description },
    { property: 'og:type', content: 'website' },
    { property: 'og:site_name', content: siteName },
    ...(site ? [{ property: 'og:url', content: url }, { tagName: 'link', rel: 'canonical', href: url } as const] : []),
  ];
}
