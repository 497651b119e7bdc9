import { CreditCardIcon } from '@sanity/icons/CreditCard';
import { describeOffer, describeStub } from './rules/seats.ts';
import { useOffered } from './use-offered.ts';

const stub = {
  display: 'grid',
  alignContent: 'center',
  justifyItems: 'center',
  width: '100%',
  height: '100%',
  overflow: 'hidden',
  font: '600 0.6875rem/1.1 system-ui, sans-serif',
  fontVariantNumeric: 'tabular-nums',
  letterSpacing: '-0.01em',
} as const;

/** In the row of a ticket type, in place of its icon: what can be bought of it at this moment, by the site's own word. */
export function TicketStub({ id }: { id: string }) {
  const published = id.replace(/^drafts\./, '');
  const ticket = useOffered()?.find((each) => each.id === published);
  // Not published, or the site is away: then nobody knows.
  if (!ticket) return <CreditCardIcon />;
  const [above, below] = describeStub(ticket);
  const words = ticket.status === 'available' ? `${ticket.remaining} left` : describeOffer(ticket);
  return (
    <span style={stub} role="img" aria-label={words} title={words}>
      <span>{above}</span>
      <span>{below}</span>
    </span>
  );
}
