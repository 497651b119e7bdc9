import type { RequestHandler } from 'express';

export type HealthState = {
  /** Set once the process has begun to stop: it answers what still comes, and asks for no more. */
  isDraining: boolean;
};

/** `/api/health`: 200 while this worker should get requests, else 503 with what is amiss; `degraded` is no reason to ask another
 *  worker, as it has the same content. Never cached. */
export function createHealth(options: {
  state: HealthState;
  version: string;
  container: string;
  worker: number;
  pingLedger: () => Promise<unknown>;
  getContentState: () => { status: 'fresh' | 'stale' | 'empty' };
}): RequestHandler {
  return async (_request, response) => {
    const ledger = await options.pingLedger().then(
      () => 'reachable',
      () => 'unreachable',
    );
    const ready = ledger === 'reachable' && !options.state.isDraining;
    const content = options.getContentState();
    // `empty`: nobody has asked this worker for anything yet.
    response
      .status(ready ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({
        status: !ready ? 'unavailable' : content.status === 'stale' ? 'degraded' : 'ok',
        live: true,
        ready,
        draining: options.state.isDraining,
        ledger,
        content,
        version: options.version,
        container: options.container,
        worker: options.worker,
      });
  };
}
