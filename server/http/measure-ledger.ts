import type { Histogram } from 'prom-client';
import type { Ledger } from '../ledger/ledger.ts';

/** The same ledger, each call timed by name and outcome: `ok`, the reason of a refusal, or `error`. */
export function measureLedger(ledger: Ledger, duration: Histogram<'call' | 'outcome'>): Ledger {
  return new Proxy(ledger, {
    get(target, name, receiver) {
      const method = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        const end = duration.startTimer({ call: String(name) });
        try {
          const reply = await method.apply(target, args);
          end({ outcome: reply?.ok === false ? reply.reason : 'ok' });
          return reply;
        } catch (error) {
          end({ outcome: 'error' });
          throw error;
        }
      };
    },
  });
}
