import type { WorkerReason } from '../decision/reason.ts';
import { breachedBefore, type Case, idle, idleFor, minute, nowMs, onTrial, polled } from './given.ts';

/** The loop may not judge, cannot, or has nothing to do yet. */
export const waits = {
  paused: {
    'whatever the load': { given: { isPaused: true, levels: { cpu: 1 } }, state: breachedBefore },
    'not even healing': { given: { isPaused: true, running: 0 } },
  },
  deploying: {
    'a rolling reload is not read as load': { given: { isDeploying: true, levels: { cpu: 1 } }, state: breachedBefore },
    'nor its workers on their way as broken ones': { given: { isDeploying: true, running: 1 } },
  },
  'prometheus-away': { 'holds what is there': { given: { isAway: true }, state: idleFor(60 * minute) } },
  young: {
    'a container of half a minute is warming up': {
      given: { ageMs: 30_000, levels: { cpu: 1 } },
      state: breachedBefore,
    },
  },
  'samples-missing': {
    'no CPU': { given: { levels: { ...idle, cpu: null } }, state: idleFor(60 * minute) },
    'no memory': { given: { levels: { ...idle, memory: null } }, state: idleFor(60 * minute) },
    'no latency although somebody asks': {
      given: { levels: { ...idle, p95Seconds: null } },
      state: idleFor(60 * minute),
    },
    'no latency and no request rate: empty is not zero': {
      given: { levels: { ...idle, p95Seconds: null, requestsPerSecond: null } },
      state: idleFor(60 * minute),
    },
    'no error ratio although somebody asks': {
      given: { levels: { ...idle, errorRatio: Number.NaN } },
      state: idleFor(60 * minute),
    },
    'nobody reaches its metrics': { given: { levels: { ...idle, up: 0 } }, state: idleFor(60 * minute) },
    'nobody knows whether it is up': { given: { levels: { ...idle, up: null } }, state: idleFor(60 * minute) },
    'samples older than two scrapes': { given: { levels: idle, sampleAgeMs: 30_001 }, state: idleFor(60 * minute) },
    'samples from the future': { given: { levels: idle, sampleAgeMs: -30_001 }, state: idleFor(60 * minute) },
    'an old breach is no breach': { given: { levels: { cpu: 1 }, sampleAgeMs: 30_001 }, state: breachedBefore },
    'no worker where its room in memory is unknown': {
      given: { levels: { cpu: 0.9, memory: null } },
      state: breachedBefore,
    },
    'nor where the size of a worker is': {
      given: { levels: { cpu: 0.9 }, meanWorkerBytes: null },
      state: breachedBefore,
    },
    'more than the maximum stay while their load is unknown': {
      given: { present: 4, levels: { cpu: null } },
      limits: { maxWorkers: 2 },
      desired: 4,
    },
  },
  steady: {
    'latched, and no longer slow': {
      given: { levels: { p95Seconds: 1.5, cpu: 0.2 } },
      state: { ...polled, isFutile: true },
    },
    'inside the band': { given: {}, state: idleFor(60 * minute) },
    'on the upper thresholds': { given: { levels: { cpu: 0.8, memory: 0.8, p95Seconds: 2 } }, state: breachedBefore },
    'on the lower thresholds': {
      given: { levels: { cpu: 0.3, memory: 0.3, p95Seconds: 1 } },
      state: idleFor(60 * minute),
    },
    'low CPU alone is not idleness': { given: { levels: { ...idle, memory: 0.4 } }, state: idleFor(60 * minute) },
    'nor is low memory alone': { given: { levels: { ...idle, cpu: 0.4 } }, state: idleFor(60 * minute) },
    'nor are both while answers are slow': {
      given: { levels: { ...idle, p95Seconds: 1.5 } },
      state: idleFor(60 * minute),
    },
  },
  'confirming-up': {
    'a trial is not judged by one poll either': {
      given: { levels: { p95Seconds: 2.8, cpu: 0.2 } },
      state: { ...onTrial, upPolls: 0, upSinceMs: null },
    },
    'the first one after the clock was set back': {
      given: { levels: { cpu: 0.9 } },
      state: { ...breachedBefore, lastPollAtMs: nowMs + 1_000 },
    },
    'the first poll of a breach': { given: { levels: { cpu: 0.9 } }, state: polled },
    'the first one after sleeping through polls': {
      given: { levels: { cpu: 0.9 } },
      state: { ...breachedBefore, lastPollAtMs: nowMs - 61_000 },
    },
  },
  'confirming-down': {
    'idle for four and a half minutes': { given: { levels: idle }, state: idleFor(4.5 * minute) },
    'idle for an hour that nobody watched': {
      given: { levels: idle },
      state: { ...idleFor(60 * minute), lastPollAtMs: nowMs - 59 * minute },
    },
  },
  'at-minimum': {
    'the resting state': { given: { levels: idle, present: 1 }, state: idleFor(60 * minute), desired: 1 },
  },
} satisfies Partial<Record<WorkerReason, Record<string, Case>>>;
