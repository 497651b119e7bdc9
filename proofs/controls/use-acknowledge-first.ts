// `node --import` this before the courier, and its mirror acknowledges first: everything else is the courier as it is in production.
import { registerHooks } from 'node:module';

const control = new URL('./acknowledge-first.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier === './mirror-queue.js') return { url: control, shortCircuit: true };
    return nextResolve(specifier, context);
  },
});
