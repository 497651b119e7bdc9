import type { Config } from '../config.ts';
import { renderLakeDoors, renderStudioDoors, renderTrustedProxies, renderVenueNetworks } from '../nginx/doors.ts';

type NginxConfig = Pick<Config, 'SANITY_PROJECT_ID' | 'TRUSTED_PROXIES' | 'VENUE_NETWORKS'>;

/** What nginx in its container includes beside the files of nginx/containers. */
export function renderNginxSettings(config: NginxConfig): Record<string, string> {
  const hasLake = !config.SANITY_PROJECT_ID;
  return {
    'trusted-proxies.conf': renderTrustedProxies(config.TRUSTED_PROXIES),
    'venue-networks.conf': renderVenueNetworks(config.VENUE_NETWORKS),
    'doors.conf': `${hasLake ? `${renderLakeDoors('http://lake')}\n` : ''}${renderStudioDoors('http://studio')}`,
    // Followed by name like the workers, and in a file of their own: a name that nobody has would be asked for every second.
    'doors-upstream.conf': `${hasLake ? renderUpstream('lake', 8090) : ''}${renderUpstream('studio', 3333)}`,
  };
}

function renderUpstream(service: string, port: number): string {
  return `upstream ${service} {
  zone ${service} 64k;
  server ${service}:${port} resolve max_fails=0;
  keepalive 8;
  keepalive_timeout 5s;
}
`;
}
