import type { RequestHandler } from 'express';

export type HealthState = {
  /** Set once the process has begun to stop: it answers what still comes, and asks for no more. */
  isDraining: boolean;
};

/** `/api/health`: 200 while this worker should get requests, else 503 with what is amiss. Never cached. */
export function createHealth(options: {
  state: HealthState;
  version: string;
  container: string;
  worker: number;
  pingLedger: () => Promise<unknown>;
  getContentState: () => object;
}): RequestHandler {
  return async (_request, response) => {
    const ledger = await options.pingLedger().then(
      () => 'reachable',
      () => 'unreachable',
    );
    const ready = ledger === 'reachable' && !options.state.isDraining;
    response
      .status(ready ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({
        live: true,
        ready,
        draining: options.state.isDraining,
        ledger,
        content: options.getContentState(),
        version: options.version,
        container: options.container,
        worker: options.worker,
      });
  };
}
