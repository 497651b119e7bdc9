import type { Inspected } from './inspected.ts';

const isFilled = (list: unknown[] | null | undefined) => (list?.length ?? 0) > 0;

/**
 * What a replica must not have to be cloned: more of the host than an app container needs. It is there already, so this does not
 * take it away; it keeps whoever could plant one, or a mistake in the compose file, from being multiplied. In words, or null.
 */
export function findDanger({ HostConfig: host, NetworkSettings }: Inspected, project: string): string | null {
  const isOurs = (name: string) => name.startsWith(`${project}_`);
  if (host.Privileged) return 'is privileged';
  if (isFilled(host.CapAdd)) return `has more capabilities than usual (${host.CapAdd?.join(', ')})`;
  if (isFilled(host.Devices) || isFilled(host.DeviceRequests) || isFilled(host.DeviceCgroupRules))
    return 'has devices of the host';
  const foreign = [host.NetworkMode, ...Object.keys(NetworkSettings.Networks)].find((name) => !isOurs(name));
  if (foreign !== undefined) return `is on the network "${foreign}", which is not the project's`;
  if (host.PidMode) return `shares processes (pid mode "${host.PidMode}")`;
  if (host.IpcMode && !['private', 'none'].includes(host.IpcMode)) return `shares memory (ipc mode "${host.IpcMode}")`;
  if (host.UTSMode) return 'shares the host name space';
  if (host.UsernsMode) return `leaves the user name space (mode "${host.UsernsMode}")`;
  const lax = host.SecurityOpt?.find((option) => /unconfined|disable/.test(option));
  if (lax) return `is not confined (${lax})`;
  // `systempaths=unconfined` is kept as an empty list; the usual one is long.
  if (host.MaskedPaths?.length === 0 || host.ReadonlyPaths?.length === 0)
    return 'sees the paths of the kernel unmasked';
  if (isFilled(host.VolumesFrom)) return "has another container's volumes";
  const foreignMount = findForeignMount(host, isOurs);
  if (foreignMount !== null) return `mounts ${foreignMount}, which is no volume of the project`;
  if (isFilled(host.Links)) return 'is linked to other containers';
  if (host.PublishAllPorts || Object.keys(host.PortBindings ?? {}).length > 0) return 'publishes a port';
  // Without one, what one more may cost the host is not known.
  if (!host.Memory) return 'has no memory limit';
  return null;
}

function findForeignMount(
  { Binds, Mounts }: Inspected['HostConfig'],
  isOurs: (name: string) => boolean,
): string | null {
  const bind = Binds?.map((each) => each.split(':')[0] ?? '').find((source) => !isOurs(source));
  if (bind !== undefined) return bind;
  const foreign = Mounts?.find(({ Type, Source, VolumeOptions }) => {
    if (Type === 'tmpfs') return false;
    // A volume with a driver's options of its own may be any folder of the host under another name.
    return Type !== 'volume' || Boolean(VolumeOptions?.DriverConfig) || (Boolean(Source) && !isOurs(Source ?? ''));
  });
  return foreign ? (foreign.Source ?? foreign.Type) : null;
}
