import type { Replica } from '../../decide-containers.ts';

/** A replica of the scaled service as it runs, before anybody has asked Prometheus about it. */
export type FleetReplica = Pick<Replica, 'name' | 'condition' | 'ageMs'> & {
  id: string;
  number: number;
  /** What it calls itself in metrics. */
  container: string;
  memoryLimitBytes: number | null;
};

/** A container of another service. */
export type Companion = { id: string; name: string; isUnhealthy: boolean };

export type Fleet = {
  replicas: FleetReplica[];
  companions: Companion[];
  /** Replicas are being replaced by others of another version. */
  isDeploying: boolean;
};

export type Growth = { added: string[]; failed: string[] };

/** Where containers run. All reject with `EngineAway` or `EngineUnwilling`. `term`: of the lease under which is acted. */
export type ContainerTarget = {
  look(): Promise<Fleet>;
  /** Brings to its end what a scaler that died has begun. Resolves with the names of those that visitors reach by it. */
  finishArrivals(term: number): Promise<string[]>;
  /** Resolves once the new ones are healthy and visitors reach them, or have failed; those are removed, or kept to be healed. */
  add(count: number, term: number, onFailure: 'remove' | 'keep'): Promise<Growth>;
  /** Lets so many drain and removes them, the broken first and then the newest. Resolves with their names. */
  remove(count: number, term: number): Promise<string[]>;
  /** Replaces these by others of the same numbers; where nothing is healthy that they could be like, restarts them. */
  heal(names: string[], term: number): Promise<Growth>;
  restart(companion: Companion): Promise<void>;
};
