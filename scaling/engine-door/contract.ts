// What the scaler and the door to the Docker Engine say to each other: JSON over HTTP on a Unix socket.
import { z } from 'zod';

/** A container of the project as the door shows it: nothing of its environment, which holds secrets. */
export const shownContainerSchema = z.object({
  id: z.string(),
  /** As `docker ps` shows it: foyer-app-1 */
  name: z.string(),
  service: z.string(),
  /** Compose's own number of it. */
  number: z.number().int(),
  state: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
  health: z.enum(['none', 'starting', 'healthy', 'unhealthy']),
  /** What it calls itself, in metrics too; the engine gives each another one. */
  hostname: z.string(),
  /** Another one after a deploy: of its image and of how compose configured it. */
  version: z.string(),
  createdAtMs: z.number(),
  startedAtMs: z.number().nullable(),
  /** By its restart policy, since it was created. */
  restarts: z.number(),
  /** null: no limit. */
  memoryLimitBytes: z.number().nullable(),
  /** On the network on which visitors' requests come. */
  isAttached: z.boolean(),
  /** Made through the door, not by compose. */
  isCloned: z.boolean(),
});
export type ShownContainer = z.infer<typeof shownContainerSchema>;

export const listSchema = z.object({ containers: z.array(shownContainerSchema) });
export const createdSchema = z.object({ id: z.string(), name: z.string() });
export const refusalSchema = z.object({ refused: z.string() });

/** All there is to say about a new replica: whom it is like. Everything else is the door's. */
export const cloneRequestSchema = z.strictObject({
  like: z.string().regex(/^[0-9a-f]{64}$/),
  number: z.number().int().min(1).max(999),
});
export const emptyRequestSchema = z.strictObject({});

/** Number of the lease under which is acted: once the door has seen a higher one, an overtaken scaler is refused. */
export const termHeader = 'foyer-term';

/** What can be done with one replica, and with another service's container. */
export const replicaActs = ['start', 'attach', 'stop', 'restart', 'remove'] as const;
export type ReplicaAct = (typeof replicaActs)[number];
