import { randomUUID } from 'node:crypto';
import type { Random } from '../../platform/random.ts';
import type { Fault, Operation, PlannedFault, StoredFault } from './fault-schemas.ts';
import type { Store } from './store.ts';

/** Whom a request is about, as far as it says. */
export type Subject = { orderId?: string | null; invoiceId?: string | null; customId?: string | null };

/** Faults that wait for their request; they survive a restart as everything else does. */
export function createFaults(store: Store, random: Random = Math.random) {
  return {
    plan(planned: PlannedFault): StoredFault {
      const stored = { id: randomUUID(), planned, left: planned.times };
      store.faults.put(stored);
      return stored;
    },
    /** The oldest fault that fits, used up by one. A repeated request decides nothing any more: no other outcome is for it. */
    take(operation: Operation, subject: Subject, isRepeated: boolean): Fault | null {
      const found = store.faults.all().find(({ planned }) => {
        if (isRepeated && (planned.fault.kind === 'issue' || planned.fault.kind === 'outcome')) return false;
        // Planned before there was a share: all of them.
        return fits(planned, operation, subject) && random() < (planned.share ?? 1);
      });
      if (!found) return null;
      if (found.left > 1) store.faults.put({ ...found, left: found.left - 1 });
      else store.faults.remove(found.id);
      return found.planned.fault;
    },
    all: () => store.faults.all(),
    clear() {
      for (const { id } of store.faults.all()) store.faults.remove(id);
    },
  };
}

function fits(planned: PlannedFault, operation: Operation, subject: Subject): boolean {
  if (planned.operation !== operation) return false;
  return (['orderId', 'invoiceId', 'customId'] as const).every(
    (name) => planned[name] === undefined || planned[name] === subject[name],
  );
}
