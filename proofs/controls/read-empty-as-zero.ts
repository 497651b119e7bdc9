import { decideWorkers } from '../../scaling/decide-workers.ts';
import { defaultLimits, type WorkerLimits } from '../../scaling/decision/limits.ts';
import { initialLoopState, type LoopState } from '../../scaling/decision/loop-state.ts';
import { makeReading } from '../../scaling/decision/make-reading.ts';

/** What the same decision makes of so long an answer of nothing, if somebody had taken nothing for zero: how many workers then. */
export function readEmptyAsZero(options: {
  workers: number;
  seconds: number;
  pollMs: number;
  downWindowMs: number;
}): number {
  const { seconds, pollMs, downWindowMs } = options;
  const limits: WorkerLimits = {
    ...defaultLimits,
    pollMs,
    downWindowMs,
    minWorkers: 1,
    maxWorkers: 2,
    cpuQuota: 2,
    memoryLimitBytes: 4e9,
    outerHoldMs: 0,
  };
  let present = options.workers;
  let state: LoopState = initialLoopState;
  for (let nowMs = 1e12; nowMs <= 1e12 + seconds * 1000; nowMs += pollMs) {
    const decision = decideWorkers(
      {
        present,
        running: present,
        ageMs: 3_600_000,
        meanWorkerBytes: 2e8,
        outerActedAtMs: null,
        isPaused: false,
        isDeploying: false,
        mayAct: true,
        reading: makeReading(nowMs, { cpu: 0, memory: 0, p95Seconds: 0, requestsPerSecond: 0, errorRatio: 0 }),
      },
      state,
      limits,
      nowMs,
    );
    present = decision.desired;
    state = decision.state;
  }
  return present;
}
