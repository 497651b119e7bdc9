import type { Run } from './simulate.ts';
import type { Trace } from './trace.ts';

/** How far the simulated run is from the recorded one. */
export type SimulationError = {
  /** Mean distance, in containers and in workers. */
  containers: number;
  workers: number;
  /** Share of the time at which the number was exactly the recorded one. */
  containersAgreement: number;
  workersAgreement: number;
  /** Median of |simulated - recorded| / recorded where both have a p95; null where none has. */
  p95Ratio: number | null;
  /** Of the first growth, simulated less recorded; null where either never grew. */
  firstGrowthSeconds: { workers: number | null; containers: number | null };
  /** Share of requests, simulated less recorded. */
  failedShare: number;
};

export function compareWithTrace(run: Run, { lines }: Trace): SimulationError {
  const pairs = lines.flatMap((line) => {
    const moment = run.moments.findLast(({ second }) => second <= line.second);
    return moment ? [{ line, moment }] : [];
  });
  if (pairs.length === 0) throw new Error('The simulated run and the trace have no moment in common.');
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const distance = (of: 'workers' | 'containers') => pairs.map(({ line, moment }) => Math.abs(line[of] - moment[of]));
  const agreement = (of: 'workers' | 'containers') => mean(distance(of).map((far) => (far === 0 ? 1 : 0)));
  const ratios = pairs
    .flatMap(({ line, moment: { observedP95Seconds: simulated } }) =>
      line.p95Seconds && simulated !== null ? [Math.abs(simulated - line.p95Seconds) / line.p95Seconds] : [],
    )
    .sort((one, other) => one - other);
  const grew = (of: 'workers' | 'containers') => {
    const recorded = findFirstGrowth(pairs.map(({ line }) => ({ second: line.second, number: line[of] })));
    const simulated = findFirstGrowth(pairs.map(({ line, moment }) => ({ second: line.second, number: moment[of] })));
    return recorded === null || simulated === null ? null : simulated - recorded;
  };
  const offered = mean(lines.map(({ offeredPerSecond }) => offeredPerSecond));
  const failed = mean(lines.map(({ failedPerSecond }) => failedPerSecond));
  return {
    containers: mean(distance('containers')),
    workers: mean(distance('workers')),
    containersAgreement: agreement('containers'),
    workersAgreement: agreement('workers'),
    p95Ratio: ratios[Math.floor(ratios.length / 2)] ?? null,
    firstGrowthSeconds: { workers: grew('workers'), containers: grew('containers') },
    failedShare: run.failed / Math.max(1, run.requests) - (offered > 0 ? failed / offered : 0),
  };
}

function findFirstGrowth(series: { second: number; number: number }[]): number | null {
  return series.find(({ number }, index) => number > (series[index - 1]?.number ?? number))?.second ?? null;
}

export function formatError(error: SimulationError): string[] {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const growth = (seconds: number | null) =>
    seconds === null ? 'not in both' : `${seconds >= 0 ? '+' : ''}${seconds} s`;
  return [
    `containers off by ${error.containers.toFixed(2)} on average, right ${percent(error.containersAgreement)} of the time`,
    `workers off by ${error.workers.toFixed(2)} on average, right ${percent(error.workersAgreement)} of the time`,
    `p95 off by ${error.p95Ratio === null ? 'nothing to compare' : percent(error.p95Ratio)} (median)`,
    `first growth: workers ${growth(error.firstGrowthSeconds.workers)}, containers ${growth(error.firstGrowthSeconds.containers)}`,
    `failed requests: ${percent(error.failedShare)} of all, more or less`,
  ];
}
