/** When something that does not get well is tried again: at once, then after longer and longer. */
export function createBackoff({ firstMs, mostMs }: { firstMs: number; mostMs: number }) {
  const tries = new Map<string, { count: number; atMs: number; wellSinceMs: number | null }>();
  const waitAfter = (count: number) => Math.min(mostMs, firstMs * 2 ** (count - 1));
  return {
    isDue(name: string, nowMs: number): boolean {
      const last = tries.get(name);
      return !last || nowMs - last.atMs >= waitAfter(last.count);
    },
    /** Says how long it is left alone now. */
    noteTry(name: string, nowMs: number): { waitMs: number; count: number } {
      const count = (tries.get(name)?.count ?? 0) + 1;
      tries.set(name, { count, atMs: nowMs, wellSinceMs: null });
      return { waitMs: waitAfter(count), count };
    },
    /** One that has been well for as long as the longest wait is new to trouble. */
    noteWell(name: string, nowMs: number): void {
      const last = tries.get(name);
      if (!last) return;
      last.wellSinceMs ??= nowMs;
      if (nowMs - last.wellSinceMs >= mostMs) tries.delete(name);
    },
    noteIll(name: string): void {
      const last = tries.get(name);
      if (last) last.wellSinceMs = null;
    },
  };
}

export type Backoff = ReturnType<typeof createBackoff>;
