import { useEffect, useState } from 'react';
import type { PreviewProps } from 'sanity';
import { readOffered } from '../checks/site.ts';
import { describeOffer } from '../rules/seats.ts';

const everyMs = 10_000;

/** A ticket type with what is left of it, as the site says. */
export function TicketTypePreview(props: PreviewProps) {
  const { id } = props as PreviewProps & { id?: string };
  const offer = useOffer(id?.replace(/^drafts\./, ''));
  const subtitle = [props.subtitle, offer].filter(Boolean).join(' · ');
  return props.renderDefault({ ...props, subtitle });
}

function useOffer(id: string | undefined): string | null {
  const [offer, setOffer] = useState<string | null>(null);
  useEffect(() => {
    let isGone = false;
    const look = async () => {
      const ticket = (await readOffered())?.find((each) => each.id === id);
      if (!isGone) setOffer(ticket ? describeOffer(ticket) : null);
    };
    void look();
    const timer = setInterval(look, everyMs);
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, [id]);
  return offer;
}
