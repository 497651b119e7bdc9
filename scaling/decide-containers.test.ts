import { describe, expect, test } from 'vitest';
import { type Case, decide } from './container-cases/given.ts';
import { heldBack } from './container-cases/held-back.ts';
import { moves } from './container-cases/moves.ts';
import { waits } from './container-cases/waits.ts';
import { type ContainerReason, reasonMeanings } from './decision/reason.ts';

/** By what is asked of the loop; every reason has at least one. */
const cases: Record<ContainerReason, Record<string, Case>> = { ...moves, ...waits, ...heldBack };

for (const [reason, named] of Object.entries(cases)) {
  describe(reason, () => {
    for (const [name, each] of Object.entries(named)) {
      test(name, () => {
        const decision = decide(each);
        expect([decision.reason, decision.desired]).toEqual([reason, each.desired ?? 4]);
        expect(decision.message).toContain(reasonMeanings[decision.reason]);
      });
    }
  });
}
