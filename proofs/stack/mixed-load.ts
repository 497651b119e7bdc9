import { createRequests, type Holder } from '../drain/requests.ts';

const holdersKept = 50;
/** No more at once: a machine that cannot keep pace is not to be buried. */
const mostUnderWay = 100;

/**
 * Forms (seats held, seats let go) and what a session looks at meanwhile, by turns at a fixed pace, whatever the answers take, each
 * visitor at an address of their own. A request is lost if it has no whole answer, or another than the one expected.
 */
export function keepMixing({ baseUrl, perSecond }: { baseUrl: string; perSecond: number }) {
  const requests = createRequests({ baseUrl, workersUrl: baseUrl });
  const holders: Holder[] = [];
  const underWay = new Set<Promise<void>>();
  let counted = { pages: 0, forms: 0, lost: [] as string[] };

  function watch(kind: 'pages' | 'forms', what: string, work: Promise<unknown>): void {
    const counts = counted;
    const watched = work
      .then(
        () => undefined,
        (error: Error) => void counts.lost.push(`${what}: ${error.message}`),
      )
      .finally(() => {
        counts[kind] += 1;
        underWay.delete(watched);
      });
    underWay.add(watched);
  }

  let turn = 0;
  const timer = setInterval(() => {
    if (underWay.size >= mostUnderWay) return;
    turn += 1;
    const holder = holders[turn % Math.max(1, holders.length)];
    if (turn % 3 === 0 && holder) watch('pages', 'page', requests.readTickets(holder));
    else if (turn % 3 === 1 && holder) watch('pages', 'form page', requests.openForm(holder));
    else if (holders.length > holdersKept) {
      const leaver = holders.shift();
      if (leaver) watch('forms', 'release', requests.release(leaver));
    } else
      watch(
        'forms',
        'hold',
        requests.hold().then((made) => holders.push(made)),
      );
  }, 1000 / perSecond);

  return {
    /** Up to the button that leads to PayPal. */
    fillInPaid: requests.fillInPaid,
    /** One form more, which a worker has in its hands for as long as PayPal takes. */
    pay: (holder: Holder): void => watch('forms', 'pay', requests.pay(holder)),
    /** What is counted from now on. */
    reset(): void {
      counted = { pages: 0, forms: 0, lost: [] };
    },
    /** Resolves once whatever is under way now has its answer. */
    settle: async (): Promise<void> => void (await Promise.all([...underWay])),
    counts: () => counted,
    async stop(): Promise<void> {
      clearInterval(timer);
      await Promise.all([...underWay]);
    },
  };
}
