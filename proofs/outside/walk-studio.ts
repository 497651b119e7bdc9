import type { Page } from 'playwright';

type Organizer = { name: string; password: string };

const patienceMs = 60_000;
const places = [
  'structure/programme;session',
  'structure/programme;speaker',
  'structure/tickets;ticketType',
  'structure/tickets;left',
  'structure/registrations;attending',
  'structure/site;event',
];

export async function signIn(page: Page, { name, password }: Organizer): Promise<void> {
  page.setDefaultTimeout(patienceMs);
  await page.goto('/studio');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByTestId('structure-tool-list-pane').first().waitFor();
}

/** As an organizer: signs in, looks at the lists, writes and publishes a speaker with a picture's place, opens what opens, and Sales. */
export async function walkStudio(page: Page, who: Organizer, orderId: string): Promise<void> {
  await signIn(page, who);
  for (const place of places) {
    await page.goto(`/studio/${place}`);
    await page.getByTestId('structure-tool-list-pane').first().waitFor();
    await page.waitForLoadState('networkidle');
  }

  await page.goto('/studio/intent/create/template=speaker;type=speaker/');
  await page.getByTestId('field-name').getByTestId('string-input').fill('Ada Ebb');
  await page.locator('[data-testid="action-publish"]:not([disabled]):not([data-disabled="true"])').click();
  await page.getByText('was published').waitFor();

  await page.goto(`/studio/intent/edit/id=order.${orderId};type=order/`);
  await page.getByTestId('action-menu-button').click();
  await page.getByRole('menuitem', { name: 'Cancel the order' }).click();
  await page.getByRole('dialog').getByText('It cannot be undone.').waitFor();
  await page.keyboard.press('Escape');

  await openMenus(page);
  await page.goto('/studio/sales');
  await page.getByRole('heading', { name: 'Sales' }).waitFor();
  await page.getByText('tickets confirmed').waitFor();
  await page.getByRole('button', { name: 'Give a complimentary ticket' }).click();
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.waitForLoadState('networkidle');
}

/** Where Studio is nearest to asking Sanity: its help, which says which version this is, the search, and who is signed in. */
async function openMenus(page: Page): Promise<void> {
  for (const name of [/help and resources/i, /search/i, /user menu|account/i]) {
    const button = page.getByRole('button', { name }).first();
    if ((await button.count()) === 0) continue;
    await button.click();
    await page.waitForLoadState('networkidle');
    await page.keyboard.press('Escape');
  }
}
