import { useEffect, useState } from 'react';
import { type LayoutProps, useClient } from 'sanity';
import { apiVersion } from './checks/read-content.ts';
import { formatMoney } from './rules/money.ts';

let known = '';

/** For the rows of lists: they are written from their document alone, which names no currency. */
export const writePrice = (cents: number): string => formatMoney(cents, known);

/** Around Studio: asks for the conference's currency before any list is written. */
export function KnowCurrency(props: LayoutProps) {
  const client = useClient({ apiVersion });
  const [isAsked, setAsked] = useState(false);
  useEffect(() => {
    client
      .withConfig({ perspective: 'drafts' })
      .fetch<string | null>('*[_id == "event"][0].currency')
      .then((currency) => {
        known = currency ?? '';
      })
      // The rows then say less, and Studio is as good as before.
      .catch(() => {})
      .finally(() => setAsked(true));
  }, [client]);
  return isAsked ? props.renderDefault(props) : null;
}
