import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { fieldOf, openInStudio, publishDocument } from '../../scripts/browser/studio-desk.ts';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import { parseContentConfig } from '../../server/config.ts';
import { createSanityClient } from '../../server/content/create-sanity-client.ts';
import { lakeToken, startLakeServer } from '../../tests/lake-server.ts';
import { type ProofContext, require } from '../proof.ts';
import { findChanged, findLost, readBooks } from './lake-books.ts';
import { timeUntil } from './read-site.ts';
import { waitForValue } from './wait-for-value.ts';
import { timePublish, watchSaves } from './watch-saves.ts';

const words = { saved: 'Harbour engineer, and keeper of the', onItsWay: ' tide tables', after: ', who writes on' };
const atKill = words.saved + words.onItsWay;
const all = atKill + words.after;

type Setting = { stack: Stack; tabs: [Page, Page]; speakerId: string; folder: string; print: ProofContext['print'] };

/** The lake is killed while an edit is on its way, and comes back: nothing is lost, and Studio goes on by itself. */
export async function killWhileTyping({ stack, tabs, speakerId, folder, print }: Setting): Promise<void> {
  const [tab, other] = tabs;
  const client = createSanityClient(parseContentConfig(stack.env));
  const draftId = `drafts.${speakerId}`;
  for (const each of tabs) {
    await openInStudio(each, `programme;speaker;${speakerId}`);
    await roleOf(each).waitFor();
    await each.evaluate(() => Object.assign(window, { isSamePage: true }));
  }
  const before = await readBooks(client);
  const copy = await copyLake(stack, folder);
  const watched = watchSaves(tab);

  await roleOf(tab).fill(words.saved);
  await waitForValue(roleOf(other), words.saved, 'before the kill the other tab should have');
  await roleOf(tab).press('End');
  const sent = tab.waitForRequest((request) => request.method() === 'POST' && isWriteAddress(request.url()));
  await Promise.all([sent, roleOf(tab).pressSequentially(words.onItsWay, { delay: 10 })]);
  await stack.kill('lake', 'SIGKILL');
  const killedAt = performance.now();
  await watched.settle();
  const acknowledged = [...watched.saves];
  require(acknowledged.length > 0, 'nothing was saved before the kill');
  print(`kill -9 with an edit on its way, after ${acknowledged.length} saves`);

  await waitForRole(client, draftId, atKill);
  for (const each of tabs) {
    await waitForValue(roleOf(each), atKill, 'afterwards the tab should have');
    await requireSettled(each);
  }
  const seconds = ((performance.now() - killedAt) / 1000).toFixed(1);
  await roleOf(tab).press('End');
  await roleOf(tab).pressSequentially(words.after, { delay: 10 });
  await waitForRole(client, draftId, all);
  await waitForValue(roleOf(other), all, 'with the lake back the other tab should have');
  for (const each of tabs) require(await each.evaluate(() => 'isSamePage' in window), 'Studio had to be loaded again');
  print(`${seconds} s later the lake has what was typed and both tabs say so; they go on without a reload`);

  const lost = await findLost(client, [speakerId, draftId], acknowledged);
  require(lost.length === 0, `${lost.length} acknowledged saves are in no history`);
  const changed = findChanged(before, await readBooks(client), new Set([draftId]));
  require(changed.length === 0, `documents that nobody touched are not as they were: ${changed.join(', ')}`);
  print(
    `all ${acknowledged.length} acknowledged saves are in the history, the other ${before.size} documents as they were`,
  );

  const missing = await countLostIn(copy, [speakerId, draftId], acknowledged);
  require(missing > 0, 'the control, a lake with its last minute in memory alone, has lost nothing');
  print(
    `control, a lake as its disk was before that: the same look finds ${missing} of ${acknowledged.length} saves lost`,
  );
}

/** What was published is on disk by the time that Studio says so. */
export async function killAfterPublish({ stack, tabs: [tab], print }: Setting): Promise<void> {
  const published = await timePublish(tab, () => publishDocument(tab));
  await stack.kill('lake', 'SIGKILL');
  await stack.waitUntilReady('lake');
  const isShown = async () => (await (await fetch(`${stack.baseUrl}/speakers`)).text()).includes(all);
  const seconds = await timeUntil(
    published.at,
    'what was published right before a kill -9 is not on the site',
    isShown,
  );
  print(`kill -9 right after a publish: on the site ${seconds} after the publish all the same`);
}

const roleOf = (page: Page) => fieldOf(page, 'role').getByTestId('string-input');

const isWriteAddress = (url: string) => /\/data\/(actions|mutate)\//.test(url);

/** Neither closed nor, by its own word, still saving. */
async function requireSettled(page: Page): Promise<void> {
  await fieldOf(page, 'role').locator('input:not([readonly])').waitFor({ timeout: 30_000 });
  await page
    .getByTestId('pane-footer')
    .getByText(/^Edited/)
    .waitFor({ timeout: 30_000 });
}

async function waitForRole(client: ReturnType<typeof createSanityClient>, id: string, wanted: string): Promise<void> {
  const giveUpAt = performance.now() + 60_000;
  for (;;) {
    const role = await client
      .withConfig({ perspective: 'raw' })
      .fetch<string | null>('*[_id == $id][0].role', { id })
      .catch(() => null);
    if (role === wanted) return;
    require(performance.now() < giveUpAt, `a minute later the lake has “${role}”`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What is on its disk now. */
async function copyLake(stack: Stack, folder: string): Promise<string> {
  const copy = join(folder, 'lake-before');
  await mkdir(copy);
  for (const name of ['lake.sqlite', 'lake.sqlite-wal']) {
    await cp(join(stack.dataDir, 'lake', name), join(copy, name));
  }
  return copy;
}

async function countLostIn(copy: string, ids: string[], saves: Parameters<typeof findLost>[2]): Promise<number> {
  const lake = await startLakeServer({ LAKE_DATA_DIR: copy });
  try {
    return (await findLost(lake.connect({ token: lakeToken }), ids, saves)).length;
  } finally {
    await lake.stop();
  }
}
