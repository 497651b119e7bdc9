import type { Moment, Run } from './simulate.ts';

const clock = (second: number): string =>
  `${String(Math.floor(second / 60)).padStart(3)}:${String(second % 60).padStart(2, '0')}`;

const describe = (moment: Moment): string =>
  [
    `${moment.requestsPerSecond.toFixed(0)}/s of ${moment.capacityPerSecond.toFixed(0)}/s`,
    `${moment.workers} workers in ${moment.containers} containers`,
    moment.p95Seconds === null ? 'no p95' : `p95 ${moment.p95Seconds.toFixed(2)} s`,
    ...(moment.failedPerSecond > 0 ? [`${moment.failedPerSecond.toFixed(0)}/s failed`] : []),
  ].join(', ');

/** Every action, and the state of things when they changed and now and then between. */
export function formatTimeline({ moments, actions }: Run): string[] {
  const everySeconds = (moments.at(-1)?.second ?? 0) > 3_600 ? 900 : 300;
  const states = moments
    .filter(({ second }, index) => index === 0 || second % everySeconds === 0)
    .map((moment) => ({ second: moment.second, text: describe(moment) }));
  const moves = actions.map(({ second, loop, container, from, to, reason }) => ({
    second,
    text: `  ${loop}${container ? ` of ${container}` : ''} ${from} -> ${to}: ${reason}`,
  }));
  return [...states, ...moves]
    .sort((one, other) => one.second - other.second)
    .map(({ second, text }) => `${clock(second)}  ${text}`);
}
