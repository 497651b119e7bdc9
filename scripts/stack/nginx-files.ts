import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseNetworks } from '../../platform/networks.ts';
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
  for (const name of ['nginx.conf', 'to-workers.conf', 'errors', 'tls', 'containers']) {
    await cp(join(projectDir, 'nginx', name), join(prefix, name), { recursive: true });
  }
  await symlink('../logs', join(prefix, 'logs')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  for (const [name, text] of Object.entries(renderIncludes(settings))) await writeFile(join(prefix, name), text);
}

export function renderIncludes(settings: NginxSettings): Record<string, string> {
  const { sitePort, webPort, lakePort, courierPort } = settings;
  const trusted = readNetworks('TRUSTED_PROXIES', settings.trustedProxies);
  const venues = readNetworks('VENUE_NETWORKS', settings.venueNetworks);
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
    'trusted-proxies.conf':
      trusted.length === 0
        ? ''
        : `${trusted.map((network) => `set_real_ip_from ${network};\n`).join('')}real_ip_header X-Forwarded-For;\nreal_ip_recursive on;\n`,
    'venue-networks.conf': venues.map((network) => `${network} 1;\n`).join(''),
    'doors.conf': `${renderLakeDoors(lakePort)}\n${renderStudioDoors(settings.studioPort)}`,
  };
}

function renderStudioDoors(studioPort: number): string {
  return `# Studio opens with a hundred files at once. They are counted nowhere, or the login after them would be one request too many.
location ^~ /studio/static/ {
  include to-workers.conf;
  proxy_cache files;
  proxy_pass http://127.0.0.1:${studioPort};
}

location ~ ^/studio(/|$) {
  limit_req zone=visitors burst=60 nodelay;
  limit_req zone=venues burst=1200 nodelay;
  include to-workers.conf;
  proxy_pass http://127.0.0.1:${studioPort};
}
`;
}

/** The local Content Lake with the organizers' login; with a Sanity project, Sanity serves all of that itself. */
function renderLakeDoors(lakePort: number): string {
  const lake = `http://127.0.0.1:${lakePort}`;
  return `# The organizers' login.
location ~ ^/(login|logout)$ {
  limit_req zone=visitors burst=20 nodelay;
  limit_req zone=venues burst=400 nodelay;
  include to-workers.conf;
  proxy_pass ${lake};
}

location ^~ /lake/images/ {
  include to-workers.conf;
  proxy_cache files;
  proxy_pass ${lake}/images/;
}

# The API: Studio opens with a hundred questions at once.
location /lake/ {
  limit_req zone=visitors burst=300 nodelay;
  limit_req zone=venues burst=3000 nodelay;
  client_max_body_size 21m;
  include to-workers.conf;
  proxy_pass ${lake}/;
}

# Listening and presence, each a WebSocket that stays.
location ~ ^/lake/(?<socket>v[^/]+/(socket|listen)/.*)$ {
  limit_req zone=visitors burst=60 nodelay;
  limit_req zone=venues burst=600 nodelay;
  proxy_http_version 1.1;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection upgrade;
  proxy_set_header Host $http_host;
  proxy_set_header X-Request-Id $request_id;
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_set_header X-Forwarded-Proto $scheme;
  proxy_connect_timeout 1s;
  proxy_pass ${lake}/$socket$is_args$args;
}
`;
}

function readNetworks(variable: string, list: string): string[] {
  try {
    return parseNetworks(list).entries;
  } catch (error) {
    throw new Error(`${variable}: ${(error as Error).message}.`);
  }
}
