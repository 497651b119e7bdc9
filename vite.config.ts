import { vitePlugin as remix } from '@remix-run/dev';
import { defineConfig } from 'vite';

// Single fetch changes the types of loaders and actions.
declare module '@remix-run/node' {
  interface Future {
    v3_singleFetch: true;
  }
}

export default defineConfig({
  plugins: [
    remix({
      appDirectory: 'app',
      buildDirectory: 'build/app',
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        v3_singleFetch: true,
        v3_lazyRouteDiscovery: true,
        v3_routeConfig: true,
      },
    }),
  ],
  // The Content-Security-Policy has no `data:`, so nothing may be inlined.
  build: {
    assetsInlineLimit: 0,
    target: 'es2022',
    rollupOptions: {
      onwarn(warning, warn) {
        // A route that only answers data has no client code, and zod's comments are its own affair.
        if (warning.code === 'EMPTY_BUNDLE' || warning.code === 'INVALID_ANNOTATION') return;
        warn(warning);
      },
    },
  },
  // `public/` would be a second place for assets; everything goes through app/ and gets a hashed name.
  publicDir: false,
});
