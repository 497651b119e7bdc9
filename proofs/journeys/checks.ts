import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright';
import { require } from '../proof.ts';

export async function requireHeading(page: Page, heading: string): Promise<void> {
  const shown = page.getByRole('heading', { level: 1, name: heading, exact: true });
  await shown.waitFor({ timeout: 5_000 }).catch(async () => {
    const found = await page.locator('h1').allTextContents();
    throw new Error(`the page should be "${heading}", and is "${found.join(', ')}" at ${new URL(page.url()).pathname}`);
  });
}

/** The summary of mistakes: there, with these lines, each leading to its field, and holding the focus. */
export async function requireSummary(page: Page, mistakes: string[]): Promise<void> {
  const summary = page.locator('#problem');
  await waitUntil(
    async () => (await readFocus(page)).id === 'problem',
    'the summary of mistakes does not take the focus',
  );
  const lines = (await summary.getByRole('listitem').allTextContents()).map((line) => line.trim());
  require(lines.join('\n') === mistakes.join('\n'), `the summary says ${JSON.stringify(lines)}`);
  require((await page.title()).startsWith(
    'Error: ',
  ), `the title does not say that something is wrong: ${await page.title()}`);
  for (const link of await summary.getByRole('link').all()) {
    const fieldId = (await link.getAttribute('href'))?.slice(1) ?? '';
    const field = page.locator(`[id="${fieldId}"]`);
    require((await field.count()) === 1, `the summary leads to ${fieldId}, which is not there`);
    require((await field.getAttribute('aria-invalid')) === 'true', `${fieldId} is not marked as wrong`);
    const describedBy = ((await field.getAttribute('aria-describedby')) ?? '').split(' ');
    const beside = await Promise.all(describedBy.map((id) => page.locator(`[id="${id}"]`).textContent()));
    const text = (await link.textContent()) ?? '';
    require(beside.some((words) => words?.includes(text)), `"${text}" does not stand beside its field`);
  }
}

export async function requireValues(page: Page, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const shown = await page.locator(`input[name="${name}"]`).inputValue();
    require(shown === value, `${name} should still be ${JSON.stringify(value)}, and is ${JSON.stringify(shown)}`);
  }
}

export async function readFocus(page: Page): Promise<{ id: string; name: string }> {
  return await page.evaluate(() => ({
    id: document.activeElement?.id ?? '',
    name: document.activeElement?.getAttribute('name') ?? '',
  }));
}

/** Whether the page's own scripts have run: the first thing they find is what the server left for them. */
export async function didScriptsRun(page: Page): Promise<boolean> {
  return await page.evaluate(() => '__remixContext' in window);
}

export async function waitUntil(isSo: () => Promise<boolean>, shortfall: string, patienceMs = 5_000): Promise<void> {
  const giveUpAt = Date.now() + patienceMs;
  while (!(await isSo())) {
    require(Date.now() < giveUpAt, shortfall);
    await pause(50);
  }
}

/** A control: shows that a check notices what it is for. */
export async function requireNoticed(check: () => Promise<void>, what: string): Promise<void> {
  const noticed = await check().then(
    () => false,
    () => true,
  );
  require(noticed, `the control was not noticed: ${what}`);
}
