import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { projectDir } from '../stack/project.ts';

const read = (file: string) => readFileSync(join(projectDir, file), 'utf8');

/** Settled by the images or by the compose files, or of the local stack alone. */
const notHandedOn = new Set(
  `NAME HOST PORT METRICS_PORT COURIER_METRICS_PORT STUDIO_PORT STUDIO_DIR SCALER_METRICS_PORT WORKERS_APP CONTAINER_SCALER_PORT
  LAKE_TOKEN PAYPAL_STAND_IN_CLIENT_ID PAYPAL_STAND_IN_CLIENT_SECRET PAYPAL_STAND_IN_WEBHOOK_ID LAKE_WEBHOOK_URL CPU_QUOTA
  MEMORY_LIMIT_MB LAKE_PORT SMTP_PORT LEDGER_PORT REDIS_PORT WEB_PORT SCALED_SERVICE SCALER_URL ENGINE_DOOR_SOCKET
  SCALE_CONTAINER_MEMORY_MB SCALER_DRY_RUN COMPOSE_PROJECT_NAME ENGINE_SOCKET FRONT_NETWORK RESTARTABLE_SERVICES SCALER_PORT`.split(
    /\s+/,
  ),
);

test('every variable of .env.example reaches a container, or is settled in its place', () => {
  const documented = [...read('.env.example').matchAll(/^([A-Z][A-Z0-9_]+)=/gm)].map(([, name = '']) => name);
  const composed = `${read('docker-compose.yml')}${read('docker-compose.override.yml')}${read('docker-compose.tls.yml')}`;
  const isComposed = (name: string) => new RegExp(`(^|[^A-Z_])${name}\\b`).test(composed);
  expect(documented.filter((name) => !isComposed(name) && !notHandedOn.has(name))).toEqual([]);
  expect([...notHandedOn].filter((name) => !documented.includes(name))).toEqual([]);
});

type Service = {
  ports?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  restart?: string;
  healthcheck?: object;
  logging?: object;
  deploy?: { resources: { limits?: { memory?: string; cpus?: string; pids?: number } } };
};

const files = ['docker-compose.yml', 'docker-compose.override.yml'];
const services = files.flatMap((file) =>
  Object.entries((parse(read(file), { merge: true }) as { services: Record<string, Service> }).services)
    // What the second file adds to a service of the first has none of its own.
    .filter(([, service]) => service.read_only !== undefined || file === files[0])
    .map(([name, service]) => ({ name, ...service })),
);

test.each(services)('$name has no more than it needs', (service) => {
  expect(service.read_only).toBe(true);
  expect(service.cap_drop).toEqual(['ALL']);
  expect(service.security_opt).toEqual(['no-new-privileges:true']);
  expect(service.logging).toBeDefined();
  expect(service.deploy?.resources.limits).toMatchObject({
    memory: expect.any(String),
    cpus: expect.any(String),
    pids: expect.any(Number),
  });
  if (service.name !== 'prepare') expect(service.healthcheck).toBeDefined();
  expect(service.restart).toBe(service.name === 'prepare' ? 'no' : 'unless-stopped');
  for (const port of service.ports ?? []) {
    expect(port).toMatch(service.name === 'nginx' ? /^\$\{SITE_ADDRESS:-127\.0\.0\.1\}:/ : /^127\.0\.0\.1:/);
  }
});
