import type { ContainerObservation } from '../decide-containers.ts';
import type { Decision } from '../decision/decision.ts';
import type { ContainerLimits } from '../decision/limits.ts';
import type { LoopState } from '../decision/loop-state.ts';
import type { Fleet } from './targets/target.ts';

/** What was seen and decided at one look. */
export type Sight = {
  nowMs: number;
  /** null: the engine is away. */
  fleet: Fleet | null;
  /** null: Redis is away. */
  memory: { state: LoopState; isPaused: boolean } | null;
  /** null: one of both is away, and nothing was judged. */
  observation: ContainerObservation | null;
  term: number | null;
  limits: ContainerLimits;
  decision: Decision;
};
