import { defineConfig } from 'vitest/config';

const everywhere = ['**/node_modules/**', 'build/**', 'var/**'];

export default defineConfig({
  // Routes are TSX; vite.config.ts belongs to Remix and is not for tests.
  esbuild: { jsx: 'automatic' },
  test: {
    passWithNoTests: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            '{app,core,platform,server,scaling,stand-ins,scripts,proofs,studio}/**/*.test.{ts,tsx}',
            '*.test.ts',
          ],
          exclude: everywhere,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          exclude: everywhere,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          // On a Docker Engine; skipped where none answers. `npm test` opens one for its step `stack`.
          name: 'engine',
          include: ['tests/engine/**/*.test.ts'],
          exclude: everywhere,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          exclude: everywhere,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // One browser at a time.
          poolOptions: { forks: { singleFork: true } },
        },
      },
    ],
  },
});
