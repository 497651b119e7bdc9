import { openBrowser } from '../scripts/browser/open-browser.ts';
import { didScriptsRun, requireHeading, requireNoticed, requireSummary } from './journeys/checks.ts';
import { walk } from './journeys/walk.ts';
import { watchPage } from './journeys/watch-page.ts';
import { type Proof, require } from './proof.ts';

export default {
  claim:
    'Without JavaScript: home, a session, the tickets, a hold, names with mistakes (named, focused, nothing lost), confirmed, cancelled, and the seats are back.',
  seconds: 30,

  async run({ print, startStack, onEnd }) {
    const { baseUrl } = await startStack();
    const browser = await openBrowser();
    onEnd(() => browser.close());
    const context = await browser.newContext({
      baseURL: baseUrl,
      javaScriptEnabled: false,
      viewport: { width: 390, height: 844 },
    });
    const page = await context.newPage();
    const watch = await watchPage(page);

    const requireNoScript = async () => {
      require(!(await didScriptsRun(page)), 'a script ran with JavaScript off');
    };

    const { orderUrl } = await walk({
      page,
      baseUrl,
      print,
      settle: requireNoScript,
      async sendWrong(press) {
        const postsBefore = watch.posts.length;
        const answered = page.waitForResponse((response) => response.request().method() === 'POST');
        await press();
        require((await answered).status() ===
          422, `a form with mistakes answered ${(await answered).status()} instead of 422`);
        require(watch.posts.length === postsBefore + 1, 'a form with mistakes was not sent once');
        await requireNoScript();
      },
      async setQuantity(quantity) {
        const steps = page.getByRole('button', { name: 'One Community more' });
        require(!(await steps.isVisible()), 'a button that needs a script is shown without one');
        await page.getByRole('textbox', { name: 'Community' }).fill(String(quantity));
      },
    });
    print(`${watch.loads.length} pages loaded, ${watch.posts.length} forms sent, no script run`);

    await requireNoticed(() => requireSummary(page, []), 'a page without a summary of mistakes');
    await page.goto(orderUrl.slice(0, -1));
    await requireHeading(page, 'This link does not open that');
    print('control: the same link one character shorter opens nothing');
    const withScripts = await (await browser.newContext({ baseURL: baseUrl })).newPage();
    await withScripts.goto('/register');
    require(await didScriptsRun(withScripts), 'the control was not noticed: scripts that run');
    print('control: with JavaScript on the same look finds that scripts ran');
  },
} satisfies Proof;
