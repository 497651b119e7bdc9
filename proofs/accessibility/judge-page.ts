import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';

/** WCAG 2.2 A and AA with axe's own good practice, landmarks and the order of headings among it. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds wrong, a line each with the place. */
export async function findViolations(page: Page): Promise<string[]> {
  // Legacy: one run in the page itself. The other way opens a second page each time, for frames that ours do not have.
  const { violations } = await new AxeBuilder({ page }).withTags(tags).setLegacyMode(true).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary?.split('\n')[1]?.trim()}`,
    ),
  );
}

/** What cannot be seen without scrolling sideways, or is cut off. */
export async function findOverflow(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const describe = (element: Element) => `${element.tagName.toLowerCase()}.${element.className || '-'}`;
    const wide = [...document.querySelectorAll('body *')].filter(
      (element) => element.getBoundingClientRect().right > clientWidth + 1,
    );
    // The innermost ones are to blame.
    const culprits = wide.filter((element) => !wide.some((other) => other !== element && element.contains(other)));
    return [`${scrollWidth} px wide on ${clientWidth}: ${culprits.slice(0, 3).map(describe).join(', ')}`];
  });
}

/** Controls, other than links within a text, that are smaller than `sizePx` either way. */
export async function findSmallTargets(page: Page, sizePx: number): Promise<string[]> {
  return await page.evaluate((minimum) => {
    const controls = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select')];
    return controls.flatMap((control) => {
      // A box with a label is pressed there too.
      const [label] = control instanceof HTMLInputElement ? (control.labels ?? []) : [];
      const boxes = [control, label].flatMap((element) => (element ? [element.getBoundingClientRect()] : []));
      const width = Math.max(...boxes.map((box) => box.width));
      const height = Math.max(...boxes.map((box) => box.height));
      const isHidden = !control.checkVisibility() || width <= 1;
      // WCAG 2.5.8 leaves out what stands in a line of text.
      const isInText = control.tagName === 'A' && getComputedStyle(control).display === 'inline';
      if (isHidden || isInText || (width >= minimum && height >= minimum)) return [];
      const name = control.textContent?.trim() || control.getAttribute('aria-label') || control.id;
      return [`${name} (${Math.round(width)} x ${Math.round(height)})`];
    });
  }, sizePx);
}
