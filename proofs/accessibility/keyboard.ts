import type { Locator, Page } from 'playwright';
import { require } from '../proof.ts';

const mostStops = 120;

/** A visitor who has nothing but a keyboard. Each stop of the focus is looked at: it must be there and be seen. */
export function createKeyboard(page: Page) {
  let stops = 0;

  async function tab(): Promise<void> {
    await page.keyboard.press('Tab');
    stops += 1;
    await requireVisibleFocus(page);
  }

  async function isFocused(target: Locator): Promise<boolean> {
    return await target.evaluateAll((elements) => elements.some((element) => element === document.activeElement));
  }

  return {
    countStops: () => stops,
    tab,
    /** Tab until the target has the focus. */
    async reach(target: Locator): Promise<void> {
      for (let presses = 0; presses < mostStops; presses += 1) {
        await tab();
        if (await isFocused(target)) return;
      }
      throw new Error(`${target} is not reached with ${mostStops} presses of Tab`);
    },
    press: (key: 'Enter' | 'Space') => page.keyboard.press(key),
    /** What a field holds is selected when Tab leads to it: typing takes its place. */
    type: (text: string) => page.keyboard.type(text),
    async requireFocusOn(target: Locator, what: string): Promise<void> {
      require(await isFocused(target), `the focus is not on ${what}`);
      await requireVisibleFocus(page);
    },
  };
}

export type Keyboard = ReturnType<typeof createKeyboard>;

/** Something has the focus, lies within the window, is not covered, and shows a mark that it has not without the focus. */
export async function requireVisibleFocus(page: Page): Promise<void> {
  const shortfall = await page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return 'the focus is lost: nothing has it';
    const name = `${element.tagName.toLowerCase()} "${(element.textContent || element.id).trim().slice(0, 40)}"`;
    const box = element.getBoundingClientRect();
    const isInWindow = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    if (!isInWindow) return `${name} has the focus outside of the window`;
    const x = Math.min(Math.max(box.left + Math.min(box.width / 2, 20), 0), innerWidth - 1);
    const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    if (top && !element.contains(top) && !top.contains(element)) return `${name} has the focus under something else`;
    // A card draws its ring around the whole of it, on what its link lays over it.
    const hasOutline = [null, '::before', '::after'].some((part) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element, part);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
    });
    return hasOutline ? null : `${name} does not show that it has the focus`;
  });
  require(shortfall === null, `${shortfall} (${new URL(page.url()).pathname})`);
}
