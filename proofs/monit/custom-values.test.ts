import { expect, test } from 'vitest';
import { findChanged, findInPicture } from './custom-values.ts';

test('finds the values in a picture of pm2 monit, and which of them have changed', () => {
  const picture = (perSecond: string) => `
┌  Custom Metrics  ────────────┐┌  Metadata  ──────┐
│ requests/s             ${perSecond} ││ App Name   worker-module │
│ p95                        - ││ Restarts   0     │
│ seats left    main 500, a 20 ││ workers ready 9  │
└──────────────────────────────┘└──────────────────┘`;
  const quiet = findInPicture(picture(' 0.0'));
  expect(quiet).toEqual({ 'requests/s': '0.0', p95: '-', 'seats left': 'main 500, a 20' });
  expect(findChanged(quiet, findInPicture(picture('41.5')))).toEqual(['requests/s']);
  expect(findChanged(quiet, quiet)).toEqual([]);
});
