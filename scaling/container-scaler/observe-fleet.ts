import type { ContainerObservation, Replica } from '../decide-containers.ts';
import { findCounted } from '../decide-containers.ts';
import type { ContainerLimits } from '../decision/limits.ts';
import type { Outages } from '../loop/outages.ts';
import { nothingKnown, type Observer } from '../observe.ts';
import { PrometheusAway } from '../prometheus/query.ts';
import type { Fleet } from './targets/target.ts';

type Evidence = Pick<ContainerObservation, 'replicas' | 'isPrometheusAway' | 'p95Seconds' | 'edgeErrorRatio'>;

/** What Prometheus knows of these replicas. An outage is said, not thrown: without evidence broken ones are replaced all the same. */
export async function observeFleet(
  fleet: Fleet,
  limits: ContainerLimits,
  observer: Observer,
  outages: Outages,
): Promise<Evidence> {
  const withReadings = (find: (container: string) => Replica['reading']): Replica[] =>
    fleet.replicas.map(({ name, condition, ageMs, container }) => ({
      name,
      condition,
      ageMs,
      reading: find(container),
    }));
  try {
    const { containers, edgeErrorRatio } = await observer.observeContainers();
    const replicas = withReadings((container) => containers.get(container) ?? nothingKnown);
    const counted = new Set(findCounted(replicas, limits).map(({ name }) => name));
    const names = fleet.replicas.filter(({ name }) => counted.has(name)).map(({ container }) => container);
    const p95Seconds = await observer.observeP95Seconds(names);
    outages.isBack('Prometheus');
    return { replicas, isPrometheusAway: false, p95Seconds, edgeErrorRatio };
  } catch (error) {
    if (!(error instanceof PrometheusAway)) throw error;
    outages.isAway('Prometheus', error);
    const replicas = withReadings(() => nothingKnown);
    return { replicas, isPrometheusAway: true, p95Seconds: null, edgeErrorRatio: null };
  }
}
