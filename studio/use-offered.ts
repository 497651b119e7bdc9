import { useEffect, useState } from 'react';
import { readOffered } from './checks/site.ts';
import type { OfferedTicket } from './rules/seats.ts';

type Offered = OfferedTicket[] | null;

const everyMs = 5_000;
// One question for all who look, however many rows they are.
const lookers = new Set<(offered: Offered) => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let last: Offered | undefined;

async function look(): Promise<void> {
  const answer = await readOffered();
  if (lookers.size === 0) return;
  last = answer;
  for (const tell of lookers) tell(answer);
}

/** What the site sells, asked again and again. Undefined until the first answer, null while the site does not answer. */
export function useOffered(): Offered | undefined {
  const [offered, setOffered] = useState<Offered | undefined>(last);
  useEffect(() => {
    lookers.add(setOffered);
    if (last !== undefined) setOffered(last);
    if (timer === undefined) {
      void look();
      timer = setInterval(look, everyMs);
    }
    return () => {
      lookers.delete(setOffered);
      if (lookers.size > 0) return;
      clearInterval(timer);
      timer = undefined;
      last = undefined;
    };
  }, []);
  return offered;
}
