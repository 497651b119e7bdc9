// One process of a crowd: some of its visitors. Told a step, it takes it with each of them and reports.
import { atOnce } from '../visitors/at-once.ts';
import { createVisitor, type VisitedPage } from '../visitors/create-visitor.ts';
import { addressOf, choiceOf } from './choices.ts';

export type MemberOrder = { baseUrl: string; first: number; visitors: number; atOnce: number };
export type Step = 'openForms' | 'sendForms' | 'confirm';

/** Where a step led one visitor. Status 0: no answer at all. `other` says what it was instead. */
export type StepReport = {
  visitor: number;
  status: number;
  ms: number;
  outcome: 'form' | 'held' | 'told' | 'confirmed' | 'other';
  link: string;
  words: string;
};

const order = JSON.parse(process.argv[2] ?? '') as MemberOrder;
const members = Array.from({ length: order.visitors }, (_, index) => {
  const number = order.first + index;
  const visitor = createVisitor({ baseUrl: order.baseUrl, address: addressOf(number) });
  return { number, visitor, page: null as VisitedPage | null };
});
type Member = (typeof members)[number];

const steps: Record<Step, (member: Member) => Promise<VisitedPage> | null> = {
  openForms: ({ visitor }) => visitor.open('/register'),
  sendForms({ number, visitor, page }) {
    if (!page) return null;
    const choice = Object.entries(choiceOf(number));
    const none = { 'quantities.community': '0', 'quantities.student': '0' };
    const wanted = Object.fromEntries(choice.map(([id, quantity]) => [`quantities.${id}`, String(quantity)]));
    return visitor.submit(page, 'Hold these seats', { ...none, ...wanted });
  },
  confirm({ number, visitor, page }) {
    if (!page || judge(page, number) !== 'held') return null;
    const others = page.forms[0]?.fields.filter(([name]) => /^attendees\[[1-9]\]\.name$/.test(name)) ?? [];
    return visitor.submit(page, 'Confirm registration', {
      'buyer.name': `Visitor ${number}`,
      'buyer.email': `visitor-${number}@example.org`,
      ...Object.fromEntries(others.map(([name]) => [name, `Companion of ${number}`])),
    });
  },
};

function judge(page: VisitedPage, number: number): StepReport['outcome'] {
  const has = (button: string) => page.forms.some((form) => form.buttons.some(({ text }) => text === button));
  if (page.status === 200 && page.html.includes('Your registration is confirmed')) return 'confirmed';
  if (page.status === 200 && has('Confirm registration')) return 'held';
  if (page.status === 200 && has('Hold these seats')) return 'form';
  // Told politely: why, in words, with the choice still in the form, to go on from.
  const isSaid = /has just sold out|Only \d+ of [^.]+ left/.test(page.html);
  const kept = new Map(page.forms.flatMap((form) => form.fields));
  const isKept = Object.entries(choiceOf(number)).every(([id, n]) => kept.get(`quantities.${id}`) === String(n));
  return page.status === 409 && isSaid && isKept && has('Hold these seats') ? 'told' : 'other';
}

async function take(step: Step): Promise<StepReport[]> {
  const reports = await atOnce(order.atOnce, members, async (member): Promise<StepReport | null> => {
    const startedAt = performance.now();
    try {
      const page = await steps[step](member);
      if (!page) return null;
      member.page = page;
      const outcome = judge(page, member.number);
      const words = outcome === 'other' ? page.html.replace(/<[^>]+>/g, ' ').slice(0, 500) : '';
      const ms = performance.now() - startedAt;
      return { visitor: member.number, status: page.status, ms, outcome, link: page.url, words };
    } catch (error) {
      const ms = performance.now() - startedAt;
      return { visitor: member.number, status: 0, ms, outcome: 'other', link: '', words: String(error) };
    }
  });
  return reports.filter((report) => report !== null);
}

process.on('message', async (step: Step) => process.send?.(await take(step)));
process.send?.('ready');
