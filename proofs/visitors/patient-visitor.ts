import { setTimeout as pause } from 'node:timers/promises';
import { createVisitor, type VisitedPage } from './create-visitor.ts';

/** How long somebody watches an empty page, rests after an error, and tries the same thing before giving up. */
const patienceMs = 10_000;
const restMs = 300;
const persistenceMs = 90_000;

/** A visitor who does what people do about an error page, or a page that does not come: reload, or send the same form again.
 *  `onTrouble` is told the status, 0 for no answer. */
export function createPatientVisitor(options: {
  baseUrl: string;
  address: string;
  onTrouble: (status: number) => void;
}) {
  const visitor = createVisitor({ ...options, patienceMs });

  async function insist(step: () => Promise<VisitedPage>): Promise<VisitedPage> {
    const giveUpAt = Date.now() + persistenceMs;
    for (;;) {
      const page = await step().catch((error: Error) => error);
      if (!(page instanceof Error) && page.status < 500) return page;
      const status = page instanceof Error ? 0 : page.status;
      options.onTrouble(status);
      if (Date.now() > giveUpAt)
        throw new Error(`after ${persistenceMs / 1000} s there is still no answer but ${status}`);
      await pause(restMs);
    }
  }

  return {
    open: (path: string) => insist(() => visitor.open(path)),
    submit(page: VisitedPage, button: string, values: Record<string, string>) {
      return insist(() => visitor.submit(page, button, values));
    },
  };
}
