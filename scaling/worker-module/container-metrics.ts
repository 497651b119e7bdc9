import { Gauge, type Registry } from 'prom-client';
import { findSaturation, type Reason } from '../decision/reason.ts';

/** What the module says of its container. A figure that is not known is absent. */
export function createContainerMetrics(registry: Registry, container: string) {
  const gauge = (about: { name: string; help: string }, labelNames = ['container']) =>
    new Gauge({ ...about, labelNames, registers: [registry] });
  const cpuQuota = gauge({ name: 'foyer_container_cpu_quota_cores', help: 'CPUs this container may use' });
  const workingSet = gauge({
    name: 'foyer_container_memory_working_set_bytes',
    help: 'Memory in use less what the kernel can drop at once',
  });
  const memoryLimit = gauge({ name: 'foyer_container_memory_limit_bytes', help: 'Its limit' });
  const saturated = gauge(
    { name: 'foyer_container_saturated', help: '1 while one more worker cannot help this container' },
    ['container', 'reason'],
  );
  const setOrDrop = (metric: Gauge, value: number | null) =>
    value === null ? metric.remove({ container }) : metric.set({ container }, value);
  return {
    setResources(figures: {
      cpuQuota: number | null;
      workingSetBytes: number | null;
      memoryLimitBytes: number | null;
    }) {
      setOrDrop(cpuQuota, figures.cpuQuota);
      setOrDrop(workingSet, figures.workingSetBytes);
      setOrDrop(memoryLimit, figures.memoryLimitBytes);
    },
    setSaturation(reason: Reason): void {
      const saturation = findSaturation(reason);
      // One series at a time, whatever its reason.
      saturated.reset();
      saturated.set({ container, reason: saturation ?? '' }, saturation ? 1 : 0);
    },
  };
}
