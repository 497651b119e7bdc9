import type { Pm2 } from '../../scripts/stack/pm2.ts';

/** What the worker module shows, in the order in which it does. */
export const shownNames = [
  'requests/s',
  'p95',
  'event-loop delay',
  'registrations/min',
  'seats left',
  'workers wanted',
  'workers ready',
  'scaling',
] as const;

export type Values = Record<string, string>;

/** The values in a picture of `pm2 monit`; those that are not in it are left out. */
export function findInPicture(picture: string): Values {
  const pairs = shownNames.flatMap((name) => {
    // In its box between two lines: the name at the left, the value at the right.
    const value = picture
      .split('\n')
      .map((row) => row.split('│')[1]?.trim() ?? '')
      .find((cell) => cell.startsWith(`${name} `))
      ?.slice(name.length)
      .trim();
    return value ? [[name, value]] : [];
  });
  return Object.fromEntries(pairs);
}

/** The same by `pm2 jlist`: the machine-readable form of `pm2 list`. */
export async function readFromList(pm2: Pm2): Promise<Values> {
  const output = await pm2.run('jlist');
  const entries = JSON.parse(output.slice(output.indexOf('['))) as {
    name: string;
    pm2_env: { axm_monitor: Record<string, { value: string | number }> };
  }[];
  const shown = entries.find(({ name }) => name === 'worker-module')?.pm2_env.axm_monitor ?? {};
  return Object.fromEntries(Object.entries(shown).map(([name, { value }]) => [name, String(value)]));
}

export const describeValues = (values: Values): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(' | ');

/** Those that are there in both, and differ. */
export const findChanged = (before: Values, after: Values): string[] =>
  shownNames.filter((name) => before[name] !== undefined && after[name] !== undefined && before[name] !== after[name]);
