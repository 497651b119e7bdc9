import type { Site } from '../site.ts';

export function SiteFooter({ site }: { site: Site | null }) {
  if (!site) return null;
  return (
    <footer className="site-footer">
      <div className="site-footer__inner">
        <div>
          <p className="site-footer__name" dir="auto">
            {site.name}
          </p>
          <p>{site.dates}</p>
          {site.contactEmail ? (
            <p>
              Questions? Write to <a href={`mailto:${site.contactEmail}`}>{site.contactEmail}</a>
            </p>
          ) : null}
          {site.isDemo ? (
            <p className="site-footer__demo">This is a demo: its content or its payments are not real.</p>
          ) : null}
        </div>
        {site.pages.length > 0 ? (
          <nav aria-label="Good to know">
            <h2 className="site-footer__heading">Good to know</h2>
            <ul>
              {site.pages.map((page) => (
                <li key={page.slug}>
                  <a href={`/info/${page.slug}`}>{page.title}</a>
                </li>
              ))}
            </ul>
          </nav>
        ) : null}
        {site.sponsors.length > 0 ? (
          <section aria-label="Sponsors">
            <h2 className="site-footer__heading">With thanks to</h2>
            <ul>
              {site.sponsors.map(({ name, website }) => (
                <li key={name} dir="auto">
                  {website ? (
                    <a href={website} rel="sponsored noopener">
                      {name}
                    </a>
                  ) : (
                    name
                  )}
                </li>
              ))}
            </ul>
          </section>
        ) : null}
      </div>
    </footer>
  );
}
