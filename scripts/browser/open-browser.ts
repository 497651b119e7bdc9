import { type Browser, chromium } from 'playwright';
import { requireProgram } from '../stack/project.ts';

/** Debian's Chromium, without a window. `textSizePx`: as a visitor sets it; 16 is every browser's default. `args`: its own switches. */
export function openBrowser({ textSizePx = 16, args = [] as string[] } = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: requireProgram('chromium'),
    args: [
      `--blink-settings=defaultFontSize=${textSizePx}`,
      // Chromium's sandbox refuses to run as root, as in a container.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...args,
    ],
  });
}
