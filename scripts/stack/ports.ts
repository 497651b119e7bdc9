import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';

/** Each door with the variable that moves it and its usual place. Worker n serves its metrics on METRICS_PORT + n. */
export const portVariables = {
  site: { variable: 'SITE_PORT', usual: 8080 },
  prometheus: { variable: 'PROMETHEUS_PORT', usual: 9090 },
  lake: { variable: 'LAKE_PORT', usual: 8090 },
  paypal: { variable: 'PAYPAL_PORT', usual: 8091 },
  mailbox: { variable: 'MAILBOX_PORT', usual: 8092 },
  smtp: { variable: 'SMTP_PORT', usual: 2525 },
  ledger: { variable: 'LEDGER_PORT', usual: 6390 },
  redis: { variable: 'REDIS_PORT', usual: 6391 },
  studio: { variable: 'STUDIO_PORT', usual: 3333 },
  web: { variable: 'WEB_PORT', usual: 3000 },
  metrics: { variable: 'METRICS_PORT', usual: 9464 },
  courierMetrics: { variable: 'COURIER_METRICS_PORT', usual: 9460 },
  scalerMetrics: { variable: 'SCALER_METRICS_PORT', usual: 9463 },
} as const;

export type PortName = keyof typeof portVariables;
export type Ports = Record<PortName, number>;

const names = Object.keys(portVariables) as PortName[];

export function readPorts(environment: Record<string, string | undefined>): Ports {
  const ports = Object.fromEntries(
    names.map((name) => {
      const { variable, usual } = portVariables[name];
      const port = Number(environment[variable] || usual);
      if (!Number.isInteger(port) || port < 1 || port > 65_535) {
        throw new Error(`${variable} is ${environment[variable]}; it must be a port number from 1 to 65535.`);
      }
      return [name, port];
    }),
  );
  return ports as Ports;
}

/** Ports that nobody listens on, next to each other and below those the system hands out for outgoing connections. */
export async function findFreePorts(webInstances: number): Promise<Ports> {
  const size = names.length + webInstances;
  for (let attempt = 0; attempt < 50; attempt++) {
    const base = 10_240 + Math.floor(Math.random() * 20_000);
    const block = Array.from({ length: size }, (_, index) => base + index);
    const free = await Promise.all(block.map(isFree));
    // The workers' metrics ports follow each other, so they stand at the block's end.
    const ordered = [...names.filter((name) => name !== 'metrics'), 'metrics'];
    if (free.every(Boolean)) return Object.fromEntries(ordered.map((name, index) => [name, base + index])) as Ports;
  }
  throw new Error('No run of free ports was found between 10240 and 30240.');
}

/** Throws one error that names every taken port, its variable and, where the system tells, who has it. */
export async function requireFreePorts(ports: Ports, wanted: PortName[], webInstances: number): Promise<void> {
  const doors = wanted.flatMap((name) =>
    Array.from({ length: name === 'metrics' ? webInstances : 1 }, (_, index) => ({ name, port: ports[name] + index })),
  );
  const complaints = new Set<string>();
  let example: PortName | undefined;
  for (const { name, port } of doors) {
    const sharers = doors.filter((door) => door.port === port);
    if (sharers.length > 1) {
      const variables = sharers.map((door) => portVariables[door.name].variable).sort();
      complaints.add(`  port ${port} is asked for more than once: ${variables.join(' and ')}`);
    } else if (await isFree(port)) continue;
    else complaints.add(`  port ${port} (${portVariables[name].variable}) is taken${findOwner(port)}`);
    example ??= name;
  }
  if (!example) return;
  const other = `${portVariables[example].variable}=${(ports[example] + 1000) % 65_536} npm start`;
  throw new Error(
    `Foyer cannot open its doors:\n${[...complaints].join('\n')}\nEnd what holds them, or choose another port with its variable: ${other}`,
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function findOwner(port: number): string {
  try {
    const line = execFileSync('ss', ['-Hltnp', `sport = :${port}`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const match = /\("([^"]+)",pid=(\d+)/.exec(line);
    return match ? ` by ${match[1]} (process ${match[2]})` : '';
  } catch {
    return '';
  }
}
