import { useCallback, useEffect, useState } from 'react';
import { useSite } from './api.ts';

const everyMs = 10_000;

/** What the site's organizer API says at this address, asked again every ten seconds. The last answer stays while it is away. */
export function useAnswer<Answer>(path: string) {
  const ask = useSite();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const look = useCallback(async () => {
    try {
      setAnswer(await ask<Answer>(path));
      setProblem(null);
    } catch (error) {
      setProblem((error as Error).message);
    }
  }, [ask, path]);
  useEffect(() => {
    void look();
    const timer = setInterval(look, everyMs);
    return () => clearInterval(timer);
  }, [look]);
  const meanwhile = answer ? ' Until then this page shows what it said last.' : '';
  return { answer, problem: problem && `${problem} It is asked again every ten seconds.${meanwhile}`, look };
}
