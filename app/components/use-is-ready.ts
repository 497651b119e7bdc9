import { useEffect, useState } from 'react';

/** True once scripts run: what only they can do is shown from then on, in a place kept for it. */
export function useIsReady(): boolean {
  const [isReady, setIsReady] = useState(false);
  useEffect(() => setIsReady(true), []);
  return isReady;
}
