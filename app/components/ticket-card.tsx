import type { ReactNode } from 'react';

/** Looks like what it is about: a body, a perforation, a stub. */
export function TicketCard({
  title,
  headingLevel: Heading = 'h2',
  kind = 'offer',
  stub,
  children,
}: {
  title: ReactNode;
  headingLevel?: 'h2' | 'h3';
  /** `dim`: cannot be had; `admit`: somebody's own, with its code in the stub. */
  kind?: 'offer' | 'dim' | 'admit';
  stub: ReactNode;
  children: ReactNode;
}) {
  return (
    <article className={`ticket ticket--${kind}`}>
      <div className="ticket__body">
        <Heading className="ticket__title">{title}</Heading>
        {children}
      </div>
      <div className="ticket__stub">{stub}</div>
    </article>
  );
}
