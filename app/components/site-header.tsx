import { useLocation } from '@remix-run/react';
import type { Site } from '../site.ts';

/** `page` for the page itself, `true` for a page below it. */
function currentAt(href: string, pathname: string): 'page' | 'true' | undefined {
  if (pathname === href) return 'page';
  return pathname.startsWith(`${href}/`) ? 'true' : undefined;
}

export function SiteHeader({ site }: { site: Site | null }) {
  const { pathname } = useLocation();
  const links = [
    { href: '/programme', label: 'Programme' },
    { href: '/speakers', label: 'Speakers' },
    ...(site?.hasVenue ? [{ href: '/venue', label: 'Venue' }] : []),
    { href: '/tickets', label: 'Tickets' },
  ];
  return (
    <header className="site-header">
      <div className="site-header__inner">
        <a className="site-header__name" href="/" aria-current={pathname === '/' ? 'page' : undefined}>
          <span dir="auto">{site?.name ?? 'Home'}</span>
        </a>
        <nav aria-label="Main">
          <ul className="site-nav">
            {links.map(({ href, label }) => (
              <li key={href}>
                <a href={href} aria-current={currentAt(href, pathname)}>
                  {label}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </header>
  );
}
