import type { ReactNode } from 'react';

/** Looks like what it is about: a body, a perforation, a stub. */
export function TicketCard({
  title,
  headingLevel: Heading = 'h2',
  isDim = false,
  stub,
  children,
}: {
  title: ReactNode;
  headingLevel?: 'h2' | 'h3';
  isDim?: boolean;
  stub: ReactNode;
  children: ReactNode;
}) {
  return (
    <article className={isDim ? 'ticket ticket--dim' : 'ticket'}>
      <div className="ticket__body">
        <Heading className="ticket__title">{title}</Heading>
        {children}
      </div>
      <div className="ticket__stub">{stub}</div>
    </article>
  );
}
