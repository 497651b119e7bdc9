import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  renderLakeDoors,
  renderStudioDoors,
  renderTrustedProxies,
  renderVenueNetworks,
} from '../../server/nginx/doors.ts';
import { projectDir } from './project.ts';

export type NginxSettings = {
  sitePort: number;
  webPort: number;
  lakePort: number;
  studioPort: number;
  /** UDP, by the number of the courier's port for metrics. */
  courierPort: number;
  /** Addresses or networks, comma-separated, as in TRUSTED_PROXIES. */
  trustedProxies: string;
  /** As in VENUE_NETWORKS. */
  venueNetworks: string;
};

/** Writes what `nginx -p <dataDir>/nginx/ -c nginx.conf` reads: the shared configuration and this environment's includes. */
export async function writeNginxFiles(dataDir: string, settings: NginxSettings): Promise<void> {
  const prefix = join(dataDir, 'nginx');
  // The cache outlives its application at most by a restart: yesterday's pages point at yesterday's assets.
  await rm(join(prefix, 'cache'), { recursive: true, force: true });
  for (const folder of ['cache', 'temp']) await mkdir(join(prefix, folder), { recursive: true });
  const shared = [
    'nginx.conf',
    'ask-workers.conf',
    'to-workers.conf',
    'error-pages.conf',
    'errors',
    'tls',
    'containers',
  ];
  for (const name of shared) {
    await cp(join(projectDir, 'nginx', name), join(prefix, name), { recursive: true });
  }
  await symlink('../logs', join(prefix, 'logs')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  for (const [name, text] of Object.entries(renderIncludes(settings))) await writeFile(join(prefix, name), text);
}

export function renderIncludes(settings: NginxSettings): Record<string, string> {
  const { sitePort, webPort, lakePort, courierPort } = settings;
  // Started by root, nginx would hand its work to a user who may not enter a data folder below somebody's home.
  const user = process.getuid?.() === 0 ? 'user root;\n' : '';
  return {
    'main.conf': `daemon off;\n${user}worker_processes auto;\n`,
    'listen.conf': `listen 127.0.0.1:${sitePort} default_server;\n`,
    'servers.conf': '',
    'count-log.conf': `access_log syslog:server=127.0.0.1:${courierPort},nohostname,tag=foyer counts if=$is_counted;\n`,
    'upstream.conf': [
      'upstream app {',
      '  least_conn;',
      // PM2 hands each connection to one of the workers, so there is one door; nginx never gives up its only one.
      `  server 127.0.0.1:${webPort} max_fails=3 fail_timeout=15s;`,
      '  keepalive 64;',
      '  keepalive_timeout 5s;',
      '}',
      '',
    ].join('\n'),
    'trusted-proxies.conf': renderTrustedProxies(settings.trustedProxies),
    'venue-networks.conf': renderVenueNetworks(settings.venueNetworks),
    'doors.conf': `${renderLakeDoors(`http://127.0.0.1:${lakePort}`)}\n${renderStudioDoors(`http://127.0.0.1:${settings.studioPort}`)}`,
  };
}
