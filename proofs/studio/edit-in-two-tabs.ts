import type { Page } from 'playwright';
import { fieldOf, openInStudio, publishDocument } from '../../scripts/browser/studio-desk.ts';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import { type ProofContext, require } from '../proof.ts';
import { createVisitor } from '../visitors/create-visitor.ts';
import { readPrice, timeUntil } from './read-site.ts';
import { waitForValue } from './wait-for-value.ts';
import { timePublish } from './watch-saves.ts';

const ticket = { id: 'standard', before: 14_900, first: 15_500, after: 15_900 };

const priceOf = (page: Page) => fieldOf(page, 'priceCents').getByRole('spinbutton');

/** One ticket type in two tabs: each sees at once what the other types; what one publishes the ledger sells. */
export async function editInTwoTabs(
  stack: Stack,
  [left, right]: [Page, Page],
  print: ProofContext['print'],
): Promise<void> {
  for (const tab of [left, right]) {
    await openInStudio(tab, `tickets;ticketType;${ticket.id}`);
    await requirePrice(tab, ticket.before, 'at first');
  }
  const there = await passOn(left, right, ticket.first);
  const back = await passOn(right, left, ticket.after);
  print(
    `a price typed in one tab is in the other after ${there} ms, and back after ${back} ms, before it is published`,
  );
  require((await readPrice(stack, ticket.id)) === ticket.before, 'the site sells at a price that nobody published');

  const published = await timePublish(right, () => publishDocument(right));
  // With nothing left to publish the other tab has nothing to press.
  await left.getByTestId('action-publish').and(left.locator('[data-disabled="true"], [disabled]')).waitFor();
  const seconds = await timeUntil(
    published.at,
    'the site does not have the new price',
    async () => (await readPrice(stack, ticket.id)) === ticket.after,
  );
  print(`published in one tab: the other says so, and the site has the price after ${seconds}`);
  await requireSoldAt(stack, '€159');
  print('the ledger holds a seat at €159');
}

async function passOn(from: Page, to: Page, cents: number): Promise<number> {
  const startedAt = performance.now();
  await priceOf(from).fill(String(cents));
  await requirePrice(to, cents, 'as the other tab has it');
  return Math.round(performance.now() - startedAt);
}

async function requirePrice(page: Page, cents: number, when: string): Promise<void> {
  await waitForValue(priceOf(page), String(cents), `${when} the price should be`);
}

async function requireSoldAt(stack: Stack, price: string): Promise<void> {
  const visitor = createVisitor({ baseUrl: stack.baseUrl, address: '198.18.7.1' });
  const held = await visitor.submit(await visitor.open('/register'), 'Hold these seats', {
    [`quantities.${ticket.id}`]: '1',
  });
  const toPay = await visitor.submit(held, 'Go on to pay', {
    'buyer.name': 'Bo Berth',
    'buyer.email': 'bo@example.org',
  });
  const buttons = toPay.forms.flatMap((form) => form.buttons.map(({ text }) => text));
  require(buttons.includes(`Pay ${price} with PayPal`), `the order is to be paid by ${buttons.join(', ')}`);
}
