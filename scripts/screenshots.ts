// `npm run screenshots` takes the README's pictures into docs/screenshots/; `npm run screenshots -- --all DIR` takes every
// page in every state, width and scheme into DIR, with contact sheets to look through.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { openBrowser } from './browser/open-browser.ts';
import { createSampleOrders, sellOut } from './browser/sample-orders.ts';
import { sitePages, soldOutPages } from './browser/site-pages.ts';
import { ensureBuilt } from './build.ts';
import { writeContactSheets } from './screenshots/contact-sheets.ts';
import { takePicture } from './screenshots/take-picture.ts';
import { everyVariant, readmeVariants, type Variant } from './screenshots/variants.ts';
import { projectDir } from './stack/project.ts';
import { type Stack, startStack } from './stack/start-stack.ts';

/** What the README shows, and under which name. */
const readmePages: Record<string, string> = {
  home: 'home',
  'programme-day': 'programme',
  'order-mistakes': 'form-with-errors',
  'order-confirmed': 'confirmation',
  'order-to-pay': 'payment',
};

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => interruption.abort(new Error(`stopped by ${signal}`)));
}

const [option, folder, ...onlyPages] = process.argv.slice(2);

async function takePictures(
  stack: Stack,
  wanted: { names: string[]; variants: Variant[]; keep(picture: Buffer, name: string, variant: string): Promise<void> },
): Promise<void> {
  const site = { baseUrl: stack.baseUrl, orders: await createSampleOrders(stack) };
  for (const pages of [sitePages, soldOutPages]) {
    const chosen = pages.filter(({ name }) => wanted.names.includes(name));
    if (chosen.length === 0) continue;
    if (pages === soldOutPages) await sellOut(stack);
    for (const variant of wanted.variants) {
      const browser = await openBrowser(variant);
      try {
        for (const page of chosen) {
          interruption.signal.throwIfAborted();
          await wanted.keep(await takePicture({ browser, site, page, variant }), page.name, variant.name);
        }
      } finally {
        await browser.close();
      }
      console.log(`${variant.name}: ${chosen.length} pages`);
    }
  }
}

async function takeReadmePictures(stack: Stack): Promise<void> {
  const target = join(projectDir, 'docs/screenshots');
  await mkdir(target, { recursive: true });
  await takePictures(stack, {
    names: Object.keys(readmePages),
    variants: readmeVariants,
    // With a palette: a fifth of the bytes in the repository, for eight times the work here.
    async keep(picture, name, variant) {
      const file = join(target, `${readmePages[name]}-${variant}.png`);
      await sharp(picture).png({ palette: true, quality: 90, effort: 8 }).toFile(file);
    },
  });
}

async function takeEveryPicture(stack: Stack, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  const everyPage = [...sitePages, ...soldOutPages].map(({ name }) => name);
  const unknown = onlyPages.filter((name) => !everyPage.includes(name));
  if (unknown.length > 0) throw new Error(`There is no page ${unknown.join(', ')}; there are ${everyPage.join(', ')}.`);
  const names = onlyPages.length > 0 ? onlyPages : everyPage;
  await takePictures(stack, {
    names,
    variants: everyVariant,
    keep: (picture, name, variant) => writeFile(join(target, `${name}--${variant}.png`), picture),
  });
  const variants = everyVariant.map(({ name }) => name);
  for (const sheet of await writeContactSheets(target, names, variants)) console.log(sheet);
}

if ((option !== undefined && option !== '--all') || (option === '--all' && !folder)) {
  console.error('Usage: npm run screenshots [-- --all DIR [PAGE ...]]');
  process.exit(1);
}
await ensureBuilt(console.log);
const dataDir = await mkdtemp(join(tmpdir(), 'foyer-screenshots-'));
const stack = await startStack({
  dataDir,
  ports: 'free',
  webInstances: 1,
  signal: interruption.signal,
  only: ['ledger', 'redis', 'lake', 'paypal', 'web', 'courier', 'nginx'],
  env: {
    // The confirmation shows the order's link: the same in every run, so that a picture changes with the site alone.
    PUBLIC_BASE_URL: 'http://127.0.0.1:8080',
    ORDER_LINK_SECRET: 'for-screenshots-only-'.padEnd(32, '.'),
    // Every picture comes as a visitor of its own, and meets no limit.
    TRUSTED_PROXIES: '127.0.0.1',
  },
});
try {
  if (folder) await takeEveryPicture(stack, resolve(folder));
  else await takeReadmePictures(stack);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await stack.stop();
  await rm(dataDir, { recursive: true, force: true });
}
