import { type Sponsor, type SponsorLevel, sponsorLevels } from '../../core/conference.ts';

const levelWords: Record<SponsorLevel, string> = { main: 'Main sponsors', partner: 'Partners', friend: 'Friends' };

/** Who helps to pay for it, by how much they do; nothing where there is nobody. Search engines are told that these links are paid for. */
export function Sponsors({ sponsors }: { sponsors: Sponsor[] }) {
  if (sponsors.length === 0) return null;
  const levels = sponsorLevels
    .map((level) => ({ level, members: sponsors.filter((sponsor) => sponsor.level === level) }))
    .filter(({ members }) => members.length > 0);
  return (
    <section className="band" aria-labelledby="sponsors">
      <h2 id="sponsors">With thanks to</h2>
      <div>
        {levels.map(({ level, members }) => (
          <div key={level} className={`sponsors sponsors--${level}`}>
            {levels.length > 1 ? <h3 className="sponsors__level">{levelWords[level]}</h3> : null}
            <ul>
              {members.map((sponsor) => (
                <li key={sponsor.id}>
                  {sponsor.website ? (
                    <a className="sponsor" href={sponsor.website} rel="sponsored noopener">
                      <Logo sponsor={sponsor} />
                    </a>
                  ) : (
                    <span className="sponsor">
                      <Logo sponsor={sponsor} />
                    </span>
                  )}
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}

function Logo({ sponsor: { name, logo } }: { sponsor: Sponsor }) {
  if (!logo) return <span dir="auto">{name}</span>;
  const { src, srcSet, width, height, alt } = logo;
  return (
    <img
      src={src}
      srcSet={srcSet || undefined}
      sizes="14rem"
      width={width}
      height={height}
      alt={alt}
      loading="lazy"
      decoding="async"
    />
  );
}
