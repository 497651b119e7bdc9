import type { Page } from 'playwright';
import { waitUntilHydrated } from '../../scripts/browser/settle.ts';
import { requireHeading, requireValues, waitUntil } from '../journeys/checks.ts';
import { createKeyboard, type Keyboard } from './keyboard.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });

/** The whole way to a registration and back, with Tab, Enter, Space and letters; returns how often the focus moved. */
export async function walkByKeyboard(page: Page, hasScripts: boolean): Promise<number> {
  const keyboard = createKeyboard(page);
  await read(page, keyboard);
  await choose(page, keyboard, hasScripts);
  await fillIn(page, keyboard);
  await cancel(page, keyboard);
  return keyboard.countStops();
}

async function read(page: Page, keyboard: Keyboard): Promise<void> {
  await page.goto('/');
  await keyboard.tab();
  await keyboard.requireFocusOn(link(page, 'Skip to the content'), 'the link to the content');
  await keyboard.press('Enter');
  await keyboard.tab();
  await keyboard.requireFocusOn(page.locator('main').getByRole('link').first(), 'the first link of the content');
  await keyboard.reach(link(page, 'Read the programme'));
  await keyboard.press('Enter');
  await requireHeading(page, 'Programme');
  await keyboard.reach(page.getByRole('searchbox', { name: 'Search' }));
  await keyboard.type('forms that forgive');
  await keyboard.reach(button(page, 'Show'));
  await keyboard.press('Enter');
  await page.getByText('1 of 19 sessions').waitFor();
  await keyboard.reach(link(page, 'Forms that forgive').filter({ visible: true }));
  await keyboard.press('Enter');
  await requireHeading(page, 'Forms that forgive');
  await keyboard.reach(link(page, 'See the tickets'));
  await keyboard.press('Enter');
  await requireHeading(page, 'Tickets');
}

async function choose(page: Page, keyboard: Keyboard, hasScripts: boolean): Promise<void> {
  await keyboard.reach(link(page, 'Choose tickets'));
  await keyboard.press('Enter');
  await requireHeading(page, 'Choose your tickets');
  await waitUntilHydrated(page);
  const field = page.getByRole('textbox', { name: 'Community', exact: true });
  await keyboard.reach(field);
  await keyboard.type('99');
  await keyboard.reach(button(page, 'Hold these seats'));
  await keyboard.press('Enter');
  await toFirstMistake(page, keyboard);
  await keyboard.requireFocusOn(field, 'the field that the mistake leads to');
  await page.keyboard.press('Control+a');
  await keyboard.type('1');
  if (hasScripts) {
    await keyboard.reach(button(page, 'One Community more'));
    await keyboard.press('Space');
    await requireValues(page, { 'quantities.community': '2' });
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Control+a');
    await keyboard.type('1');
  }
  await keyboard.reach(button(page, 'Hold these seats'));
  await keyboard.press('Enter');
  await requireHeading(page, 'Who is coming?');
  await waitUntilHydrated(page);
}

async function fillIn(page: Page, keyboard: Keyboard): Promise<void> {
  const forMe = page.getByRole('checkbox', { name: 'The ticket is for me' });
  await keyboard.reach(page.getByLabel('Your name'));
  await keyboard.type('Ada');
  await keyboard.reach(page.getByLabel('Your e-mail address'));
  await keyboard.type('ada@');
  await keyboard.reach(forMe);
  await keyboard.press('Space');
  await keyboard.reach(page.getByLabel('Name on the ticket'));
  await keyboard.type('Ben');
  await keyboard.reach(button(page, 'Confirm registration'));
  await keyboard.press('Enter');
  await toFirstMistake(page, keyboard);
  await keyboard.requireFocusOn(page.getByLabel('Your e-mail address'), 'the field that the mistake leads to');
  await page.keyboard.press('End');
  await keyboard.type('example.org');
  await keyboard.reach(button(page, 'Confirm registration'));
  await keyboard.press('Enter');
  await requireHeading(page, 'Your registration is confirmed');
}

/** Enter sent a form with a mistake: the summary has the focus, and its first link leads to the field. */
async function toFirstMistake(page: Page, keyboard: Keyboard): Promise<void> {
  const summary = page.locator('#problem');
  const hasFocus = () =>
    summary
      .evaluateAll(([element]) => element !== undefined && element === document.activeElement)
      // Without scripts the page is just being replaced by the answer.
      .catch(() => false);
  await waitUntil(hasFocus, 'the summary of mistakes does not take the focus');
  await waitUntilHydrated(page);
  await keyboard.requireFocusOn(summary, 'the summary of mistakes');
  await keyboard.tab();
  await keyboard.requireFocusOn(summary.getByRole('link').first(), 'the first mistake');
  await keyboard.press('Enter');
}

async function cancel(page: Page, keyboard: Keyboard): Promise<void> {
  await keyboard.reach(link(page, 'Cancel this registration'));
  await keyboard.press('Enter');
  await requireHeading(page, 'Cancel your registration?');
  await keyboard.reach(button(page, /^Cancel (the registration|what is chosen)$/));
  await keyboard.press('Enter');
  await requireHeading(page, 'Your registration is cancelled');
}
