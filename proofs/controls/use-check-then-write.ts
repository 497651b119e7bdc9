// `node --import` this before a web worker, and its ledger is the one of check-then-write.ts: everything else is the worker as
// it is in production.
import { registerHooks } from 'node:module';

const control = new URL('./check-then-write.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier === './ledger/create-ledger.js') return { url: control, shortCircuit: true };
    return nextResolve(specifier, context);
  },
});
