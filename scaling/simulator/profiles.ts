import type { Random } from '../../platform/random.ts';
import arrivals from './arrivals.json' with { type: 'json' };
import { drawNormal } from './random.ts';

/** Requests that reach workers, as an average for each second. */
export type Profile = {
  /** Whose figures, or that they are ours. */
  source: string;
  /** How the figures became a curve: the part that is assumed. */
  assumption: string;
  seconds: number;
  /** A new curve each time, as some have noise of their own. */
  makeRate(random: Random): (second: number) => number;
};

const { profiles: published } = arrivals;

/** A visitor's requests that no cache answers: two forms, four steps, two pages of the order. */
const requestsPerVisitor = 8;
const quietMinutes = 5;
/** What bots and early visitors ask for. */
const quietRate = 1;

/** Quiet, then a peak that lasts, then interest that halves again and again. */
function makeRush(peak: number, peakSeconds: number, halfLifeSeconds: number): Profile['makeRate'] {
  const begin = quietMinutes * 60;
  return () => (second) => {
    if (second < begin) return quietRate;
    const after = second - begin - peakSeconds;
    return quietRate + (after < 0 ? peak : peak * 0.5 ** (after / halfLifeSeconds));
  };
}

const uncached = 'Nothing is answered by a cache: every request reaches a worker, which is the worst case.';
const halfLife = 20;
const peakOf = (
  name: 'shmoocon-2015' | 'shmoocon-2017' | 'shmoocon-2019',
  peakSeconds: number,
  how: string,
): Profile => ({
  source: published[name].source,
  assumption: `${uncached} ${how}; then interest halves every ${halfLife} s.`,
  seconds: 30 * 60,
  makeRate: makeRush(published[name].peakRequestsPerSecond, peakSeconds, halfLife),
});

const visitors = published['brief-spike'].visitorsPerHour;
const visitSeconds = (published['brief-spike'].concurrentVisitors / visitors) * 3600;
const comicCon = published['comic-con-2010'];
/** So that the area under the curve is what all visitors ask for. */
const comicConHalfLife = Math.LN2 * ((comicCon.visitors * requestsPerVisitor) / comicCon.peakRequestsPerSecond - 60);
const emf = published['emf-2026'];

export const profiles: Record<string, Profile> = {
  'brief-average': {
    source: published['brief-average'].source,
    assumption: `Each visitor makes ${requestsPerVisitor} requests that reach a worker.`,
    seconds: 60 * 60,
    makeRate: () => () => (published['brief-average'].visitorsPerHour * requestsPerVisitor) / 3600,
  },
  'brief-spike': {
    source: published['brief-spike'].source,
    assumption: `Each visitor makes ${requestsPerVisitor} requests that reach a worker. So many an hour, so many at once: a visit lasts ${Math.round(visitSeconds / 60)} minutes; the hour begins at once, after a quiet quarter.`,
    seconds: 2 * 60 * 60,
    makeRate: () => (second) => (second > 900 && second <= 4_500 ? (visitors * requestsPerVisitor) / 3600 : quietRate),
  },
  'emf-2026': {
    source: emf.source,
    assumption: `${uncached} A reservation is three requests (form, reservation, order page); the five after it, and those who come too late, halve every ${halfLife} s.`,
    seconds: 30 * 60,
    makeRate: makeRush(emf.peakReservationsPerSecond * 3, emf.seconds, halfLife),
  },
  'shmoocon-2015': peakOf('shmoocon-2015', published['shmoocon-2015'].seconds, 'The peak lasts until the sale is over'),
  'shmoocon-2017': peakOf('shmoocon-2017', published['shmoocon-2017'].seconds, 'The peak lasts until the sale is over'),
  'shmoocon-2019': peakOf('shmoocon-2019', 8, 'The peak lasts 8 s, as long as that of 2015'),
  'comic-con-2010': {
    source: comicCon.source,
    assumption: `${uncached} The peak lasts a minute; then interest halves every ${Math.round(comicConHalfLife)} s, so that every visitor makes ${requestsPerVisitor} requests in all.`,
    seconds: 90 * 60,
    makeRate: makeRush(comicCon.peakRequestsPerSecond, 60, comicConHalfLife),
  },
  'long-rush': {
    source: 'ours: no recorded sale lasts long enough to go through all of both loops',
    assumption:
      'Load grows for 15 minutes to what eight containers carry at 80 % CPU, stays an hour, and is gone within 5 minutes.',
    seconds: 3 * 60 * 60,
    makeRate: () => (second) => {
      const peak = 1_830;
      if (second < 600) return quietRate;
      if (second < 1_500) return quietRate + (peak * (second - 600)) / 900;
      if (second < 5_100) return peak;
      return quietRate + Math.max(0, peak * (1 - (second - 5_100) / 300));
    },
  },
  'noisy-hour': {
    source: 'ours: what must not move anything',
    assumption:
      'On average what three containers carry at 55 % CPU; the average wanders, and every three minutes or so it is half as much again for 20 s, or all but stops for 40 s.',
    seconds: 60 * 60,
    makeRate: makeNoise,
  },
};

function makeNoise(random: Random): (second: number) => number {
  const usual = 470;
  let drift = 0;
  let burst = 1;
  let burstEnds = 0;
  return (second) => {
    drift = 0.98 * drift + 0.02 * drawNormal(random);
    if (second >= burstEnds) {
      burst = 1;
      if (random() < 1 / 180) {
        burst = random() < 0.5 ? 1.5 : 0.05;
        burstEnds = second + (burst > 1 ? 20 : 40);
      }
    }
    return Math.max(0, usual * burst * (1 + drift + 0.15 * drawNormal(random)));
  };
}
