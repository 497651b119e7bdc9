/**
 * Why a loop moved or held: one vocabulary for both loops, the same words in log lines, metric labels and tests. The value
 * says what state the word stands for.
 */
export const reasonMeanings = {
  // Moves.
  'cpu-high': 'CPU above its upper threshold: one more worker, or more containers',
  'memory-high': 'memory above its upper threshold: more containers',
  'latency-high': 'p95 above its upper threshold: one more worker, or more containers',
  idle: 'CPU, memory and p95 below their lower thresholds for the whole window: one fewer',
  'below-minimum': 'fewer exist than the minimum: up to it at once',
  'above-maximum': 'more exist than the maximum: one fewer',
  heal: 'some that should run are broken: they are replaced, the number stays',

  // Holds: the loop may not, or cannot, judge.
  paused: 'an operator paused the loop',
  deploying: 'a deploy is under way, and its load says nothing about demand',
  'prometheus-away': 'Prometheus cannot be asked',
  'state-away': 'what was done last cannot be looked up',
  'engine-away': 'what runs cannot be looked up, nor changed',
  young: 'everything that runs is too young to be evidence',
  'samples-missing': 'a sample is missing or old: no fewer, and no breach without it',

  // Holds: nothing to do, or not yet.
  steady: 'inside the band',
  'confirming-up': 'a breach, not yet for enough polls in a row',
  'confirming-down': 'idle, not yet for the whole window',
  'at-minimum': 'idle, at the minimum',

  // Holds: growth that is wanted and held back.
  cooldown: 'too soon after the last action of this loop',
  'actor-elsewhere': 'the lease to act is with another loop',
  'outer-acted': 'the container loop acted just now; the worker loop waits for its effect',
  futile: 'slow with CPU to spare, and one action did not help: the trouble is elsewhere',
  'workers-at-maximum': 'saturated: no more workers are allowed here',
  'cpu-spent': 'saturated: as many workers as the CPU quota can feed',
  'memory-spent': 'saturated: no memory for another worker',
  'containers-at-maximum': 'no more containers are allowed',
  'host-memory-short': 'the host has no memory for another container',
  'workers-first': 'too few containers are saturated: their worker loops have room',

  // Holds: shrinking that is held back.
  'errors-high': 'idle, but too many answers are errors',
  'too-few-left': 'idle, but one fewer could not carry the present load',
  'workers-leave-first': 'idle, but some container has more than its fewest workers',
} as const;

export type Reason = keyof typeof reasonMeanings;

type OnlyContainers =
  | 'memory-high'
  | 'containers-at-maximum'
  | 'host-memory-short'
  | 'workers-first'
  | 'workers-leave-first';
const saturations = ['workers-at-maximum', 'cpu-spent', 'memory-spent'] as const;

/** A breach that one more worker cannot relieve: the container publishes `saturated=1` with this reason. */
export type Saturation = (typeof saturations)[number];
/** A loop's own, before it comes to a decision. */
type OnlyLoops = 'state-away' | 'engine-away';
export type WorkerReason = Exclude<Reason, OnlyContainers | OnlyLoops>;
export type ContainerReason = Exclude<Reason, Saturation | 'outer-acted' | OnlyLoops>;

export const findSaturation = (reason: Reason): Saturation | null =>
  saturations.find((saturation) => saturation === reason) ?? null;
