import { findCounted, type Replica } from '../decide-containers.ts';
import { findFresh, type Sample } from '../decision/evidence.ts';
import type { Sight } from './sight.ts';

const duration = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
};
const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GB`;
const percent = (value: number) => `${Math.round(value * 100)} %`;

/** What the container scaler would do now, and all that it goes by, for a person. */
export function formatSight(sight: Sight, { isDryRun }: { isDryRun: boolean }): string {
  const { decision, nowMs } = sight;
  return [
    `${new Date(nowMs).toISOString()}  ${decision.reason}: ${decision.message}`,
    '',
    ...formatReplicas(sight),
    ...formatEvidence(sight),
    ...formatMemory(sight),
    isDryRun ? 'this is a dry run: nothing is changed' : formatLease(sight),
    '',
  ].join('\n');
}

function formatReplicas({ fleet, observation, limits, nowMs }: Sight): string[] {
  if (!fleet) return ['The Docker Engine cannot be asked.'];
  const counted = new Set(observation ? findCounted(observation.replicas, limits).map(({ name }) => name) : []);
  const readings = new Map(observation?.replicas.map((replica) => [replica.name, replica]));
  const show = (sample: Sample | null | undefined, of: (value: number) => string) => {
    const value = sample ? findFresh(sample, limits, nowMs) : null;
    return value === null ? '-' : of(value);
  };
  const toRow = ({ name, condition, ageMs }: (typeof fleet.replicas)[number]) => {
    const reading: Replica['reading'] | undefined = readings.get(name)?.reading;
    return [
      name,
      condition,
      counted.has(name) ? duration(ageMs) : `${duration(ageMs)} (not counted)`,
      show(reading?.cpu, percent),
      show(reading?.memory, percent),
      show(reading?.p95Seconds, (value) => `${value.toFixed(2)} s`),
      show(reading?.requestsPerSecond, (value) => value.toFixed(1)),
      show(reading?.workers, String),
      show(reading?.saturated, (value) => (value === 1 ? 'yes' : 'no')),
    ];
  };
  const head = ['container', 'condition', 'age', 'CPU', 'memory', 'p95', 'requests/s', 'workers', 'saturated'];
  const rows = [head, ...[...fleet.replicas].sort((one, other) => one.number - other.number).map(toRow)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const ill = fleet.companions.filter(({ isUnhealthy }) => isUnhealthy).map(({ name }) => name);
  return [
    ...rows.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
    '',
    `other services: ${ill.length === 0 ? 'none is unhealthy' : `unhealthy are ${ill.join(', ')}`}`,
  ];
}

function formatEvidence({ observation, limits }: Sight): string[] {
  const { up, down } = limits;
  const thresholds = [
    `up above ${percent(up.cpu)} CPU or ${percent(up.memory)} memory or p95 ${up.p95Seconds} s, at ${limits.upPolls} polls in a row`,
    `down below ${percent(down.cpu)} CPU and ${percent(down.memory)} memory and p95 ${down.p95Seconds} s, for ${duration(limits.downWindowMs)}`,
    `between ${limits.minContainers} and ${limits.maxContainers} containers, ${duration(limits.cooldownMs)} between two changes`,
  ];
  if (!observation) return thresholds;
  const { hostFreeBytes, isPrometheusAway } = observation;
  const one = gigabytes(limits.containerMemoryBytes);
  const room =
    hostFreeBytes === null
      ? 'how much memory the host has is not known: nothing is added'
      : `the host has ${gigabytes(hostFreeBytes)} free: room for ${Math.floor(hostFreeBytes / limits.containerMemoryBytes)} more of ${one}`;
  return [...(isPrometheusAway ? ['Prometheus cannot be asked'] : []), ...thresholds, room];
}

function formatMemory({ memory, limits, nowMs }: Sight): string[] {
  if (!memory) return ['Redis cannot be asked: what was done last is not known'];
  const { state, isPaused } = memory;
  const sinceActionMs = state.lastActionAtMs === null ? null : nowMs - state.lastActionAtMs;
  const cooldown =
    sinceActionMs !== null && sinceActionMs < limits.cooldownMs
      ? `, the next may be in ${duration(limits.cooldownMs - sinceActionMs)}`
      : '';
  return [
    sinceActionMs === null ? 'it has changed nothing yet' : `last change ${duration(sinceActionMs)} ago${cooldown}`,
    ...(state.upSinceMs === null ? [] : [`above a threshold for ${duration(nowMs - state.upSinceMs)}`]),
    ...(state.downSinceMs === null ? [] : [`idle for ${duration(nowMs - state.downSinceMs)}`]),
    ...(state.isFutile ? ['latency is no reason to scale: it did not help'] : []),
    ...(isPaused ? ['paused by hand'] : []),
  ];
}

const formatLease = ({ term }: Sight): string =>
  term === null
    ? 'another process has the lease, or Redis is away: this one looks on'
    : 'this process has the lease to act';
