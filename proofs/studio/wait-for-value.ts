import { setTimeout as pause } from 'node:timers/promises';
import type { Locator } from 'playwright';
import { require } from '../proof.ts';

const patienceMs = 30_000;

/** Waits until a field holds this value, whoever wrote it. */
export async function waitForValue(field: Locator, value: string, shortfall: string): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const shown = await field.inputValue();
    if (shown === value) return;
    require(performance.now() < giveUpAt, `${shortfall} "${value}", and is "${shown}"`);
    await pause(20);
  }
}
