import { join } from 'node:path';
import type { Page } from 'playwright';
import { openBrowser } from '../scripts/browser/open-browser.ts';
import { createDesk, openAction, openInStudio, signInToStudio, watchStudio } from '../scripts/browser/studio-desk.ts';
import { ensureStudioBuilt } from '../scripts/build/build-studio.ts';
import type { Stack } from '../scripts/stack/start-stack.ts';
import { setOrganizerPassword } from '../stand-ins/content-lake/login/accounts.ts';
import { type Proof, type ProofContext, require } from './proof.ts';
import { requireOwnSite } from './site/require-own-site.ts';
import { editInTwoTabs } from './studio/edit-in-two-tabs.ts';
import { killAfterPublish, killWhileTyping } from './studio/kill-while-typing.ts';
import { fetchPhoto, writePhoto } from './studio/photo.ts';
import { findSpeaker, lookForSession, timeUntil } from './studio/read-site.ts';
import { timePublish } from './studio/watch-saves.ts';
import { session, speaker, writeSession, writeSpeaker } from './studio/write-programme.ts';

const organizer = 'olu';

export default {
  claim:
    'What an organizer publishes in Studio is on the site within 5 s and gone within 5 s of being unpublished; two tabs write one document together; kill -9 of the Content Lake meanwhile loses nothing that was saved.',
  seconds: 80,

  async run({ print, startStack, makeFolder, onEnd }) {
    await ensureStudioBuilt(print);
    const stack = await startStack({
      env: { TRUSTED_PROXIES: '127.0.0.1' },
      only: ['ledger', 'redis', 'lake', 'paypal', 'web', 'courier', 'nginx', 'studio'],
    });
    await requireOwnSite(stack);
    const folder = await makeFolder();
    const password = await setOrganizerPassword(join(stack.dataDir, 'lake'), { name: organizer });
    const browser = await openBrowser();
    onEnd(() => browser.close());
    const desk = await createDesk(browser, stack.baseUrl);
    const tab = await desk.newPage();
    const watch = watchStudio(tab, stack.baseUrl);
    await signInToStudio(tab, { name: organizer, password });
    print('signed in, at the built Studio');

    const written = await publishProgramme(stack, tab, await writePhoto(folder), print);
    const tabs: [Page, Page] = [tab, await desk.newPage()];
    await editInTwoTabs(stack, tabs, print);
    const trouble = [...watch.complaints, ...watch.failures, ...watch.outside];
    require(trouble.length === 0, `Studio complains of ${trouble.join('; ')}`);

    const setting = { stack, tabs, speakerId: written.speakerId, folder, print };
    await killWhileTyping(setting);
    await killAfterPublish(setting);
    await unpublish(stack, tab, written.sessionId, print);
  },
} satisfies Proof;

type Written = { speakerId: string; sessionId: string };

async function publishProgramme(
  stack: Stack,
  tab: Page,
  photo: string,
  print: ProofContext['print'],
): Promise<Written> {
  require((await findSpeaker(stack, speaker.name)) === null, 'the speaker is on the site before anybody wrote her');
  const writtenSpeaker = await writeSpeaker(tab, photo);
  const speakerSeconds = await timeUntil(writtenSpeaker.at, 'the speaker is not on the site', async () =>
    Boolean((await findSpeaker(stack, speaker.name))?.portrait),
  );
  const writtenSession = await writeSession(tab);
  const sessionSeconds = await timeUntil(
    writtenSession.at,
    'the session is not on the site',
    async () => (await lookForSession(stack, session)) === 'there',
  );
  print(`on the site after its publish: the speaker with her photo ${speakerSeconds}, her session ${sessionSeconds}`);
  await requirePhoto(stack, print);
  return { speakerId: writtenSpeaker.documentId, sessionId: writtenSession.documentId };
}

async function requirePhoto(stack: Stack, print: ProofContext['print']): Promise<void> {
  const { portrait } = (await findSpeaker(stack, speaker.name)) ?? {};
  require(portrait instanceof URL, 'the speaker has no photo any more');
  for (const [accept, type] of [
    ['image/avif,image/webp,*/*;q=0.8', 'image/avif'],
    ['image/webp,*/*;q=0.8', 'image/webp'],
  ] as const) {
    const served = await fetchPhoto(portrait, accept);
    const { width, height, bytes } = served;
    require(served.type === type && width === 96 && height === 120, `the photo is ${JSON.stringify(served)}`);
    print(`her photo, a JPEG of 1200 x 1500, as ${type}: ${width} x ${height}, ${bytes} bytes`);
  }
}

async function unpublish(stack: Stack, tab: Page, sessionId: string, print: ProofContext['print']): Promise<void> {
  const isGone = async () => (await lookForSession(stack, session)) === 'gone';
  require(!(await isGone()), 'the session is gone before it is unpublished');
  const seconds = await takeAway(tab, `programme;session;${sessionId}`, isGone);
  require((await findSpeaker(stack, speaker.name)) !== null, 'the speaker is gone with her session');
  print(`unpublished: the session is gone after ${seconds}, its speaker is still there`);
  print('control: the look that found it before finds it no more');
}

async function takeAway(tab: Page, panes: string, isGone: () => Promise<boolean>): Promise<string> {
  await openInStudio(tab, panes);
  // What is there to be unpublished is not the draft: Studio offers it beside the published one alone.
  await tab.getByTestId('document-header-Published-chip').click();
  const dialog = await openAction(tab, 'Unpublish');
  const press = () => dialog.getByRole('button', { name: 'Unpublish now' }).click();
  const { at } = await timePublish(tab, press, 'unpublish');
  return await timeUntil(at, 'it is still on the site', isGone);
}
