import { defaultLimits } from '../decision/limits.ts';
import { draw } from './draw.ts';
import { profiles } from './profiles.ts';
import { runProfile } from './set-up.ts';

/** The picture of a profile that stands in docs/scaling/. */
export function drawProfile(name: string): string {
  const { moments, actions } = runProfile(name);
  return draw({
    title: `Simulated: ${name}`,
    subtitle: profiles[name]?.source ?? '',
    moments,
    actions,
    limitP95Seconds: defaultLimits.up.p95Seconds,
  });
}
