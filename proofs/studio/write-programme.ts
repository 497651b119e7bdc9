import type { Locator, Page } from 'playwright';
import { fieldOf, publishDocument } from '../../scripts/browser/studio-desk.ts';
import { type Published, timePublish } from './watch-saves.ts';

export const speaker = { name: 'Ada Ebb', slug: 'ada-ebb', role: 'Harbour engineer' };
export const session = {
  title: 'What the tide gauge knows',
  slug: 'what-the-tide-gauge-knows',
  day: '2027-06-17',
  from: '20:00',
  until: '20:40',
  room: 'Sala Tejo',
  speaker: speaker.name,
};

/** Writes a new speaker with a photo, and publishes it. */
export async function writeSpeaker(page: Page, photo: string): Promise<Published> {
  await page.goto('/studio/intent/create/template=speaker;type=speaker/');
  await fieldOf(page, 'name').getByTestId('string-input').fill(speaker.name);
  await generateSlug(page, speaker.slug);
  await fieldOf(page, 'role').getByTestId('string-input').fill(speaker.role);
  const choosing = page.waitForEvent('filechooser');
  await page.getByTestId(/^file-input-upload-button/).click();
  await (await choosing).setFiles(photo);
  // The picture itself, as the lake has it: until then there is a bar that grows.
  await page.getByTestId('form-view').locator('img[src*="/images/"]').waitFor();
  return await timePublish(page, () => publishDocument(page));
}

/** Writes a new session of that speaker, with room and times, and publishes it. */
export async function writeSession(page: Page): Promise<Published> {
  await page.goto('/studio/intent/create/template=session;type=session/');
  await fieldOf(page, 'title').getByTestId('string-input').fill(session.title);
  await generateSlug(page, session.slug);
  const speakers = fieldOf(page, 'speakers');
  await speakers.getByRole('button', { name: 'Add item' }).click();
  await choose(page, speakers.getByTestId('autocomplete'), speaker.name);
  await page.getByRole('tab', { name: 'When and where' }).click();
  await writeTime(page, 'startsAt', `${session.day} ${session.from}`);
  await writeTime(page, 'endsAt', `${session.day} ${session.until}`);
  await choose(page, page.getByTestId('form-view').getByTestId('autocomplete'), session.room);
  return await timePublish(page, () => publishDocument(page));
}

async function generateSlug(page: Page, slug: string): Promise<void> {
  const field = fieldOf(page, 'slug');
  await field.getByRole('button', { name: 'Generate' }).click();
  await field.locator(`input[value="${slug}"]`).waitFor();
}

async function writeTime(page: Page, name: string, time: string): Promise<void> {
  const input = fieldOf(page, name).getByTestId('date-input');
  await input.fill(time);
  await input.blur();
}

/** Looks for a document by what its title begins with and refers to it. */
async function choose(page: Page, search: Locator, title: string): Promise<void> {
  await search.fill(title);
  await page.getByTestId('autocomplete-popover').getByText(title, { exact: true }).click();
}
