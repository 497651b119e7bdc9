import type { Page } from 'playwright';
import { require } from '../proof.ts';
import { requireHeading, requireSummary, requireValues } from './checks.ts';
import { readSeats, readSeatsOnPage, requireSeats } from './seats.ts';

const type = { id: 'community', name: 'Community', perOrder: 4 };
const seats = 2;
const buyer = { 'buyer.name': 'Zoë 🪔 بعلبكي', 'buyer.email': 'zoe+day@exämple.org' };

/** What one journey does in a way of its own. */
export type Way = {
  page: Page;
  baseUrl: string;
  print(line: string): void;
  /** Waits for the page's scripts, where there are any. */
  settle(): Promise<void>;
  /** Sends a form that is wrong, and says what must be true of how that went. */
  sendWrong(press: () => Promise<void>): Promise<void>;
  /** Chooses how many. */
  setQuantity(quantity: number): Promise<void>;
};

/** Home, a session, the tickets, a hold, names with mistakes, confirmed, cancelled, and the seats back. */
export async function walk(way: Way): Promise<{ orderUrl: string }> {
  const { page, baseUrl, print } = way;
  const readApi = () => readSeats(baseUrl, type.id);
  const readPage = () => readSeatsOnPage(page, type.name);
  const before = await readApi();
  await requireSeats(readPage, before, 'before anything');

  await goToTickets(page);
  await page.getByRole('link', { name: 'Choose tickets' }).click();
  await requireHeading(page, 'Choose your tickets');
  await way.settle();
  const orderUrl = await choose(way);
  await fillIn(way);
  await requireSeats(readApi, before - seats, 'while they are confirmed');
  print(`confirmed ${seats} seats, mistakes on the way: ${before} left before, ${before - seats} after`);

  await page.reload();
  await requireHeading(page, 'Your registration is confirmed');
  await goBack(page);
  await requireHeading(page, 'Your registration is confirmed');
  await requireSeats(readPage, before - seats, 'after a reload and going back');

  await page.goto(orderUrl);
  await page.getByRole('link', { name: 'Cancel this registration' }).click();
  await requireHeading(page, 'Cancel your registration?');
  await page.getByRole('button', { name: /^Cancel (the registration|what is chosen)$/ }).click();
  await requireHeading(page, 'Your registration is cancelled');
  await requireSeats(readApi, before, 'after cancelling');
  await requireSeats(readPage, before, 'after cancelling');
  print(`cancelled: ${before} left again, by /api/tickets and by the page`);
  return { orderUrl };
}

/** The page before may be the answer to a form: then the browser asks, and a visitor who says yes sends that form again. */
async function goBack(page: Page): Promise<void> {
  try {
    await page.goBack();
  } catch (error) {
    if (!String(error).includes('ERR_CACHE_MISS')) throw error;
    await page.waitForURL('chrome-error://**');
    await page.reload();
  }
}

async function goToTickets(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('link', { name: 'Read the programme' }).click();
  await requireHeading(page, 'Programme');
  const session = page.locator('main').getByRole('link', { name: 'Forms that forgive' }).filter({ visible: true });
  await session.first().click();
  await requireHeading(page, 'Forms that forgive');
  await page.getByRole('link', { name: 'See the tickets' }).click();
  await requireHeading(page, 'Tickets');
}

async function choose({ page, settle, sendWrong, setQuantity }: Way): Promise<string> {
  const field = page.getByRole('textbox', { name: type.name, exact: true });
  const press = () => page.getByRole('button', { name: 'Hold these seats' }).click();
  await field.fill('10000');
  await sendWrong(press);
  await requireSummary(page, [`Choose at most ${type.perOrder} of “${type.name}”: that is the most for one order`]);
  await requireValues(page, { [`quantities.${type.id}`]: '10000' });
  await setQuantity(seats);
  await press();
  await requireHeading(page, 'Who is coming?');
  await settle();
  return page.url();
}

async function fillIn({ page, sendWrong }: Way): Promise<void> {
  const wrong = { ...buyer, 'buyer.email': 'zoe@' };
  const press = () => page.getByRole('button', { name: 'Confirm registration' }).click();
  await fill(page, wrong);
  await sendWrong(press);
  await requireSummary(page, ['Enter an e-mail address like name@example.org', 'Enter the name of attendee 2']);
  await requireValues(page, { ...wrong, 'attendees[1].name': '' });

  await page.locator('#problem').getByRole('link').first().click();
  require((await page.locator(':focus').getAttribute('name')) ===
    'buyer.email', 'the link of a mistake does not lead to its field');
  await fill(page, { 'buyer.email': buyer['buyer.email'], 'attendees[1].name': 'Ben' });
  await press();
  await requireHeading(page, 'Your registration is confirmed');
  const words = (await page.locator('main').textContent()) ?? '';
  for (const text of [...Object.values(buyer), 'Ben', type.name]) {
    require(words.includes(text), `the confirmation does not say ${text}`);
  }
}

async function fill(page: Page, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) await page.locator(`input[name="${name}"]`).fill(value);
}
