/**
 * For the tests of both loops: how long each move was waited for since the one before. By the clock that the loop reads: set back,
 * it must not shorten the wait.
 */
export function waitsBeforeMoves(steps: { atMs: number; isMove: boolean }[]): number[] {
  const waits: number[] = [];
  let waitedMs = Number.POSITIVE_INFINITY;
  let last = steps[0]?.atMs ?? 0;
  for (const { atMs, isMove } of steps) {
    waitedMs += Math.max(0, atMs - last);
    last = atMs;
    if (!isMove) continue;
    waits.push(waitedMs);
    waitedMs = 0;
  }
  return waits;
}
