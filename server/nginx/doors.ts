import { parseNetworks } from '../../platform/networks.ts';

/** Studio's own server, `http://host:port` or the name of an upstream. */
export function renderStudioDoors(studio: string): string {
  return `# Studio opens with a hundred files at once. They are counted nowhere, or the login after them would be one request too many.
location ^~ /studio/static/ {
  include to-workers.conf;
  proxy_cache files;
  proxy_pass ${studio};
}

location ~ ^/studio(/|$) {
  limit_req zone=visitors burst=60 nodelay;
  limit_req zone=venues burst=1200 nodelay;
  include to-workers.conf;
  proxy_pass ${studio};
}
`;
}

/** The local Content Lake with the organizers' login; with a Sanity project, Sanity serves all of that itself. */
export function renderLakeDoors(lake: string): string {
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

/** `list` is the value of TRUSTED_PROXIES. */
export function renderTrustedProxies(list: string): string {
  const trusted = readNetworks('TRUSTED_PROXIES', list);
  if (trusted.length === 0) return '';
  const each = trusted.map((network) => `set_real_ip_from ${network};\n`).join('');
  return `${each}real_ip_header X-Forwarded-For;\nreal_ip_recursive on;\n`;
}

/** `list` is the value of VENUE_NETWORKS. */
export function renderVenueNetworks(list: string): string {
  return readNetworks('VENUE_NETWORKS', list)
    .map((network) => `${network} 1;\n`)
    .join('');
}

function readNetworks(variable: string, list: string): string[] {
  try {
    return parseNetworks(list).entries;
  } catch (error) {
    throw new Error(`${variable}: ${(error as Error).message}.`);
  }
}
