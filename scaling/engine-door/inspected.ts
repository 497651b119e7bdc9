import { z } from 'zod';
import type { ShownContainer } from './contract.ts';

const labels = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  number: 'com.docker.compose.container-number',
  configHash: 'com.docker.compose.config-hash',
  oneOff: 'com.docker.compose.oneoff',
  replaced: 'com.docker.compose.replace',
  /** Ours: this one was made through the door. */
  cloned: 'foyer.scaler.like',
} as const;
export const composeLabels = labels;

const texts = z.array(z.string()).nullish();

/** `GET /containers/ID/json`, as far as it is read. What a clone takes over is in the loose parts. */
export const inspectedSchema = z.object({
  Id: z.string(),
  Name: z.string(),
  Created: z.string(),
  /** The image's own id, whatever its name points to by now. */
  Image: z.string(),
  RestartCount: z.number().default(0),
  State: z.object({
    Status: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
    StartedAt: z.string(),
    Health: z.object({ Status: z.string() }).nullish(),
  }),
  Config: z.looseObject({ Hostname: z.string(), Labels: z.record(z.string(), z.string()).nullish() }),
  HostConfig: z.looseObject({
    NetworkMode: z.string(),
    Memory: z.number().nullish(),
    Privileged: z.boolean().nullish(),
    PublishAllPorts: z.boolean().nullish(),
    PortBindings: z.record(z.string(), z.unknown()).nullish(),
    Binds: texts,
    Mounts: z
      .array(
        z.looseObject({
          Type: z.string(),
          Source: z.string().nullish(),
          VolumeOptions: z.looseObject({ DriverConfig: z.unknown() }).nullish(),
        }),
      )
      .nullish(),
    CapAdd: texts,
    SecurityOpt: texts,
    VolumesFrom: texts,
    Links: texts,
    Devices: z.array(z.unknown()).nullish(),
    DeviceRequests: z.array(z.unknown()).nullish(),
    DeviceCgroupRules: texts,
    MaskedPaths: texts,
    ReadonlyPaths: texts,
    PidMode: z.string().nullish(),
    IpcMode: z.string().nullish(),
    UTSMode: z.string().nullish(),
    UsernsMode: z.string().nullish(),
  }),
  NetworkSettings: z.object({ Networks: z.record(z.string(), z.object({ Aliases: texts })).default({}) }),
});
export type Inspected = z.infer<typeof inspectedSchema>;

export const readLabel = ({ Config }: Inspected, name: keyof typeof labels): string | undefined =>
  Config.Labels?.[labels[name]];

const healths = ['starting', 'healthy', 'unhealthy'] as const;
const neverStarted = '0001-';

/** null: no container of a service, but one of `docker compose run`. */
export function show(inspected: Inspected, frontNetwork: string): ShownContainer | null {
  const service = readLabel(inspected, 'service');
  if (service === undefined || readLabel(inspected, 'oneOff') === 'True') return null;
  const { Id, Name, Image, State, HostConfig, NetworkSettings } = inspected;
  return {
    id: Id,
    name: Name.replace(/^\//, ''),
    service,
    number: Number(readLabel(inspected, 'number') ?? 0),
    state: State.Status,
    health: healths.find((health) => health === State.Health?.Status) ?? 'none',
    hostname: inspected.Config.Hostname,
    version: `${Image} ${readLabel(inspected, 'configHash') ?? ''}`,
    createdAtMs: Date.parse(inspected.Created),
    startedAtMs: State.StartedAt.startsWith(neverStarted) ? null : Date.parse(State.StartedAt),
    restarts: inspected.RestartCount,
    memoryLimitBytes: HostConfig.Memory ? HostConfig.Memory : null,
    isAttached: frontNetwork in NetworkSettings.Networks,
    isCloned: readLabel(inspected, 'cloned') !== undefined,
  };
}
