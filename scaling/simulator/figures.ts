import type { Action, Moment, Run } from './simulate.ts';

export type Figures = {
  requests: number;
  failed: number;
  peakRequestsPerSecond: number;
  peakP95Seconds: number;
  /** Time with a p95 above the limit, or with failures; and the longest of it without a pause: the time to recover. */
  troubledSeconds: number;
  recoverySeconds: number;
  mostWorkers: number;
  mostContainers: number;
  actions: Record<'workersUp' | 'workersDown' | 'containersUp' | 'containersDown', number>;
  /** Turns back and forth of one loop. */
  flaps: number;
};

export function findFigures(run: Run, limitP95Seconds: number): Figures {
  const { moments, actions } = run;
  const [first, second] = moments;
  const momentSeconds = first && second ? second.second - first.second : 0;
  const troubled = moments.map(
    ({ p95Seconds, failedPerSecond }) => (p95Seconds ?? 0) > limitP95Seconds || failedPerSecond > 0,
  );
  let stretch = 0;
  let longest = 0;
  for (const isTroubled of troubled) {
    stretch = isTroubled ? stretch + 1 : 0;
    longest = Math.max(longest, stretch);
  }
  const most = (of: (moment: Moment) => number) => moments.reduce((best, moment) => Math.max(best, of(moment)), 0);
  const count = (loop: Action['loop'], isUp: boolean) =>
    actions.filter((action) => action.loop === loop && action.to > action.from === isUp).length;
  return {
    requests: run.requests,
    failed: Math.round(run.failed),
    peakRequestsPerSecond: most(({ requestsPerSecond }) => requestsPerSecond),
    peakP95Seconds: most(({ p95Seconds }) => p95Seconds ?? 0),
    troubledSeconds: troubled.filter(Boolean).length * momentSeconds,
    recoverySeconds: longest * momentSeconds,
    mostWorkers: most(({ workers }) => workers),
    mostContainers: most(({ containers }) => containers),
    actions: {
      workersUp: count('workers', true),
      workersDown: count('workers', false),
      containersUp: count('containers', true),
      containersDown: count('containers', false),
    },
    flaps: countFlaps(actions),
  };
}

/** Turns of one loop, up to down to up or the other way round, within half an hour. Moves on in one direction are one. */
export function countFlaps(actions: Action[], withinSeconds = 1_800): number {
  const byLoop = Map.groupBy(actions, ({ loop, container }) => `${loop} ${container ?? ''}`);
  const isUp = ({ from, to }: Action) => to > from;
  let flaps = 0;
  for (const moves of byLoop.values()) {
    const turns = moves.filter((move, index) => {
      const before = moves[index - 1];
      return before === undefined || isUp(before) !== isUp(move);
    });
    flaps += turns.filter(
      (turn, index) => turn.second - (turns[index - 2]?.second ?? -Infinity) <= withinSeconds,
    ).length;
  }
  return flaps;
}

export const formatFigures = (figures: Figures): string[] => [
  `requests ${figures.requests}, at most ${figures.peakRequestsPerSecond.toFixed(0)} a second over 15 s; failed ${figures.failed}`,
  `p95 at most ${figures.peakP95Seconds.toFixed(2)} s; ${figures.troubledSeconds} s slow or failing, recovered after ${figures.recoverySeconds} s at the longest`,
  `most workers ${figures.mostWorkers}, most containers ${figures.mostContainers}`,
  `actions: workers ${figures.actions.workersUp} up, ${figures.actions.workersDown} down; containers ${figures.actions.containersUp} up, ${figures.actions.containersDown} down; flaps ${figures.flaps}`,
];
