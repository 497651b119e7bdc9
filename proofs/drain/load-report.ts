/** What the load's process is told, and what it says. */
export type LoadOrder = {
  baseUrl: string;
  /** One worker's door behind nginx; PM2 gives each connection to the next worker. */
  workersUrl: string;
  perSecond: number;
};

export type Failure = { what: string; why: string; atMs: number };

/** Of the requests that ended since the last report. */
export type LoadReport = {
  /** Sent since the last report, in `seconds`. */
  sent: number;
  seconds: number;
  failures: Failure[];
  /** Of those that are answered at once. */
  p50Ms: number;
  p95Ms: number;
  slowestMs: number;
  /** Of the rest, those that took three seconds by intention. */
  stragglers: number;
  /** Requests ever sent to nginx, and past it to the workers' own door. */
  sentToNginx: number;
  sentToWorkers: number;
};
