import { composeLabels, type Inspected } from './inspected.ts';

export type Clone = {
  name: string;
  /** For `POST /containers/create`. It is on one network, which engines before API 1.44 ask for. */
  body: object;
  /** To be connected before it starts. */
  moreNetworks: string[];
};

/** Of a replica in one network: what others call it there. */
export const findAliases = (replica: Inspected, network: string, name: string, service: string): string[] => {
  const own = [replica.Name.replace(/^\//, ''), replica.Id.slice(0, 12)];
  const kept = (replica.NetworkSettings.Networks[network]?.Aliases ?? []).filter((alias) => !own.includes(alias));
  return [...new Set([name, service, ...kept])];
};

/**
 * One more like this one, as compose would have made it and recognises it: same image by its id, same configuration and limits,
 * same labels with a number of its own. Not yet on the front network: visitors come once it is healthy. null where the replica is
 * on no other network, and a clone could reach nothing.
 */
export function cloneReplica(
  replica: Inspected,
  of: { project: string; service: string; number: number; frontNetwork: string; term: number },
): Clone | null {
  const name = `${of.project}-${of.service}-${of.number}`;
  const backNetworks = Object.keys(replica.NetworkSettings.Networks).filter((network) => network !== of.frontNetwork);
  const [first, ...moreNetworks] = backNetworks;
  if (first === undefined) return null;
  const { Hostname, MacAddress: _one, Image: _name, ...config } = replica.Config;
  const { ContainerIDFile: _file, ConsoleSize: _size, ...host } = replica.HostConfig;
  // What compose replaced this one for is nothing of the clone's.
  const { [composeLabels.replaced]: _replaced, ...labels } = config.Labels ?? {};
  const aliases = findAliases(replica, first, name, of.service);
  return {
    name,
    moreNetworks,
    body: {
      ...config,
      // The engine gives it one of its own, unless compose gave one to all.
      ...(replica.Id.startsWith(Hostname) ? {} : { Hostname }),
      Image: replica.Image,
      Labels: {
        ...labels,
        [composeLabels.number]: String(of.number),
        [composeLabels.cloned]: `${replica.Name.replace(/^\//, '')} ${of.term}`,
      },
      HostConfig: { ...host, NetworkMode: first },
      NetworkingConfig: { EndpointsConfig: { [first]: { Aliases: aliases } } },
    },
  };
}
