import type { ContainerReason } from '../decision/reason.ts';
import { breachedBefore, broken, busy, type Case, idle, idleFor, low, minute } from './given.ts';

/** The loop may not judge, cannot, or has nothing to do yet. */
export const waits = {
  paused: { 'whatever the load': { given: { each: busy, isPaused: true }, state: breachedBefore } },
  deploying: {
    'a rolling update is not read as load': { given: { each: busy, isDeploying: true }, state: breachedBefore },
    'nor its leaving containers as broken ones': { given: { replicas: [{}, {}, {}, broken], isDeploying: true } },
  },
  'prometheus-away': {
    'holds what is there': { given: { ...idle, isPrometheusAway: true }, state: idleFor(60 * minute) },
  },
  young: { 'after a start of everything': { given: { each: { ...busy, ageMs: 59_000 } }, state: breachedBefore } },
  'samples-missing': {
    'one container without CPU': {
      given: {
        ...idle,
        replicas: [{ levels: low }, { levels: low }, { levels: low }, { levels: { ...low, cpu: null } }],
      },
      state: idleFor(60 * minute),
    },
    'one that nobody reaches': {
      given: { ...idle, replicas: [{ levels: low }, { levels: low }, { levels: low }, { levels: { ...low, up: 0 } }] },
      state: idleFor(60 * minute),
    },
    'no latency although somebody asks': { given: { ...idle, p95Seconds: null }, state: idleFor(60 * minute) },
    'empty answers all over': {
      given: {
        each: {
          levels: { up: null, cpu: null, memory: null, p95Seconds: null, requestsPerSecond: null, errorRatio: null },
        },
        p95Seconds: null,
      },
      state: idleFor(60 * minute),
    },
    'a container that does not say how many workers it has': {
      given: { ...idle, each: { levels: low, workers: null } },
      state: idleFor(60 * minute),
    },
    'more than the maximum stay while their load is unknown': {
      given: { replicas: 12, each: { levels: { cpu: null } } },
      desired: 12,
    },
  },
  steady: {
    'inside the band': { given: {}, state: idleFor(60 * minute) },
    'one busy among idle ones is not a busy fleet': {
      given: { replicas: [busy, { levels: low }, { levels: low }, { levels: low }] },
      state: breachedBefore,
    },
  },
  'confirming-up': { 'the first poll of a breach': { given: { each: busy } } },
  'confirming-down': { 'idle for four and a half minutes': { given: idle, state: idleFor(4.5 * minute) } },
  'at-minimum': { 'the resting state': { given: { ...idle, replicas: 3 }, state: idleFor(60 * minute), desired: 3 } },
} satisfies Partial<Record<ContainerReason, Record<string, Case>>>;
