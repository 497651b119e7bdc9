import { useEffect, useState } from 'react';
import { useClient } from 'sanity';
import { apiVersion } from './checks/read-content.ts';

export type Conference = { timeZone: string | null; currency: string | null };

const query = '*[_id == "event"][0]{ timeZone, currency }';

/** What the conference says of itself, as the organizer has it; null until it is known. */
export function useConference(): Conference | null {
  const client = useClient({ apiVersion });
  const [conference, setConference] = useState<Conference | null>(null);
  useEffect(() => {
    let isGone = false;
    client
      .withConfig({ perspective: 'drafts' })
      .fetch<Conference | null>(query)
      .then(
        (answer) => !isGone && setConference(answer),
        // Without it the fields say less, and are as good as before.
        () => {},
      );
    return () => {
      isGone = true;
    };
  }, [client]);
  return conference;
}
