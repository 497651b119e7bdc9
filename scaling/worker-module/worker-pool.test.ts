import { expect, test } from 'vitest';
import { countWorkers, type Worker } from './worker-pool.ts';

const nowMs = 1_000_000;
const worker = (id: number | string, status: string, ageMs = 100_000, memoryBytes = 100): Worker => ({
  id,
  status,
  startedAtMs: nowMs - ageMs,
  memoryBytes,
});

test('what crashes or starts is there, but neither capacity nor ready', () => {
  const workers = [
    worker(0, 'online', 200_000, 120),
    worker(1, 'online', 100_000, 80),
    worker(2, 'launching', 1_000),
    worker(3, 'errored'),
    worker(4, 'waiting restart'),
  ];
  expect(countWorkers(workers, nowMs)).toEqual({
    present: 5,
    running: 3,
    ready: 2,
    ageMs: 200_000,
    meanWorkerBytes: 100,
    isReloading: false,
    isStoppedByHand: false,
  });
});

test('a reload is seen by the ones that leave, and they are not counted', () => {
  const workers = [worker('_old_0', 'online'), worker(0, 'launching', 500), worker(1, 'online')];
  expect(countWorkers(workers, nowMs)).toMatchObject({ present: 2, running: 2, ready: 1, isReloading: true });
  expect(countWorkers([worker(0, 'stopping')], nowMs)).toMatchObject({ present: 0, isReloading: true });
});

test('`pm2 stop` is somebody’s hand', () => {
  expect(countWorkers([worker(0, 'stopped')], nowMs)).toMatchObject({ isStoppedByHand: true, running: 0 });
});

test('with none there is no age and no size', () => {
  expect(countWorkers([], nowMs)).toMatchObject({ present: 0, ageMs: 0, meanWorkerBytes: null });
});
