/** A worker as PM2 has it. */
export type Worker = {
  id: number | string;
  /** PM2's own words: online, launching, stopping, stopped, errored, waiting restart, one-launch-status. */
  status: string;
  startedAtMs: number;
  memoryBytes: number;
};

/** The workers of one container. All reject when PM2 cannot be asked. */
export type WorkerPool = {
  list(): Promise<Worker[]>;
  /** Adds until there are as many, or removes the newest; resolves once they are ready, or have drained. */
  setCount(count: number): Promise<void>;
  /** Starts again what PM2 has given up; what it is about to start by itself is left to it. Returns how many. */
  heal(): Promise<number>;
};

export type WorkerCounts = {
  present: number;
  running: number;
  ready: number;
  /** Of the oldest that runs. */
  ageMs: number;
  meanWorkerBytes: number | null;
  isReloading: boolean;
  isStoppedByHand: boolean;
};

export function countWorkers(workers: Worker[], nowMs: number): WorkerCounts {
  // A reload keeps the old one under another id, stopping, until the new one is ready.
  const isLeaving = ({ id, status }: Worker) => status === 'stopping' || String(id).startsWith('_old_');
  const staying = workers.filter((worker) => !isLeaving(worker));
  const ready = staying.filter(({ status }) => status === 'online');
  const measured = ready.filter(({ memoryBytes }) => memoryBytes > 0);
  return {
    present: staying.length,
    running: staying.filter(({ status }) => status === 'online' || status === 'launching').length,
    ready: ready.length,
    ageMs: ready.length === 0 ? 0 : Math.max(0, nowMs - Math.min(...ready.map(({ startedAtMs }) => startedAtMs))),
    meanWorkerBytes:
      measured.length === 0 ? null : measured.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0) / measured.length,
    isReloading: workers.some(isLeaving),
    isStoppedByHand: workers.some(({ status }) => status === 'stopped'),
  };
}
