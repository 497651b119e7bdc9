import { expect, test, vi } from 'vitest';
import { repeat } from './repeat.ts';

test('says an outage once, however long, and its end once', async () => {
  const outcomes = [true, false, false, false, true, true];
  const said: string[] = [];
  let runs = 0;
  const repeater = repeat({
    intervalMs: 1,
    job: async () => {
      if (!(outcomes[runs++] ?? true)) throw new Error('away');
    },
    onOutage: () => said.push(`outage at ${runs}`),
    onRecovery: () => said.push(`recovery at ${runs}`),
  });
  await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(6));
  await repeater.stop();
  expect(said).toEqual(['outage at 2', 'recovery at 5']);
});

test('never runs twice at once, and stopping waits for the run under way', async () => {
  let running = 0;
  let most = 0;
  let finished = 0;
  const repeater = repeat({
    intervalMs: 0,
    job: async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      finished++;
    },
    onOutage: () => {},
    onRecovery: () => {},
  });
  await vi.waitFor(() => expect(finished).toBeGreaterThan(2));
  await repeater.stop();
  const finishedAtStop = finished;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([most, running, finished]).toEqual([1, 0, finishedAtStop]);
});
