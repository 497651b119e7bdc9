import { describe, expect, test } from 'vitest';
import { reasonMeanings, type WorkerReason } from './decision/reason.ts';
import { type Case, decide } from './worker-cases/given.ts';
import { heldBack } from './worker-cases/held-back.ts';
import { moves } from './worker-cases/moves.ts';
import { waits } from './worker-cases/waits.ts';

/** By what is asked of the loop; every reason has at least one. */
const cases: Record<WorkerReason, Record<string, Case>> = { ...moves, ...waits, ...heldBack };

for (const [reason, named] of Object.entries(cases)) {
  describe(reason, () => {
    for (const [name, each] of Object.entries(named)) {
      test(name, () => {
        const decision = decide(each);
        expect([decision.reason, decision.desired]).toEqual([reason, each.desired ?? 2]);
        expect(decision.message).toContain(reasonMeanings[decision.reason]);
      });
    }
  });
}
