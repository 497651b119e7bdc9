import { setTimeout as pause } from 'node:timers/promises';
import type { Reason } from '../../scaling/decision/reason.ts';
import type { Stack } from '../../scripts/stack/start-stack.ts';

export type Said = { atMs: number; reason?: Reason; desired?: number; text: string };

/** What the worker module has said, oldest first: each change of its mind is one line. */
export async function readSaid(stack: Stack): Promise<Said[]> {
  const log = await stack.logs('worker-module');
  // The last line may still be on its way.
  const lines = log.slice(0, log.lastIndexOf('\n') + 1).split('\n');
  return lines
    .filter((line) => line.startsWith('{'))
    .map((line) => {
      const { time, reason, desired, msg } = JSON.parse(line);
      return { atMs: Date.parse(time), reason, desired, text: msg };
    });
}

/** The first decision for this reason since then. Throws when it does not come; `explain` says what else there is to say. */
export async function waitForDecision(
  stack: Stack,
  reason: Reason,
  options: { timeoutMs: number; sinceMs?: number; explain?: () => Promise<string> },
): Promise<Said> {
  const { timeoutMs, sinceMs = 0, explain } = options;
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    const said = await readSaid(stack);
    const found = said.find((each) => each.reason === reason && each.atMs >= sinceMs);
    if (found) return found;
    if (Date.now() > giveUpAt) {
      const last = said.at(-1)?.text ?? 'nothing';
      throw new Error(
        `after ${timeoutMs / 1000} s the module has not decided "${reason}"; its last word: ${last}. ${(await explain?.()) ?? ''}`,
      );
    }
    await pause(250);
  }
}
