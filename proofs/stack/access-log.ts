import type { Project } from '../../scripts/test-stack/compose-project.ts';

export type TriedLine = { method: string; path: string; status: number; upstream: string; upstreamStatus: string };

/** nginx's log of what workers were asked, from the volume that outlives it. */
export async function readTries(project: Project): Promise<TriedLine[]> {
  const text = await project.compose(['exec', '-T', 'courier', 'cat', '/foyer/logs/nginx-access.log']);
  // The last line may still be on its way.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1).trimEnd();
  const lines = whole === '' ? [] : whole.split('\n').map((line) => JSON.parse(line) as TriedLine);
  return lines.filter(({ upstream }) => upstream.includes(':3000'));
}

/** How many requests each app container was asked first. */
export function countByContainer(lines: TriedLine[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { upstream } of lines) {
    const first = upstream.split(', ')[0] ?? '';
    counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  return counts;
}

/** nginx writes ` : ` between the tries of one turn and those of the next. */
export const isAskedAnew = ({ upstream }: TriedLine): boolean => upstream.includes(' : ');
