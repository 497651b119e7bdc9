// `node --import` this before a web worker, and its ledger is the one of without-compare-and-set.ts: everything else is the worker as
// it is in production.
import { registerHooks } from 'node:module';

const control = new URL('./without-compare-and-set.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier === './ledger/create-ledger.js') return { url: control, shortCircuit: true };
    return nextResolve(specifier, context);
  },
});
