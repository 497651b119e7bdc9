import { parseConfig } from '../../server/config.ts';
import { readOrMakeSecrets } from '../../server/prepare/secrets.ts';
import type { Ports } from './ports.ts';

/** The variables of web, courier and lake: the stack's secrets and addresses, and what was given for the rest. Throws one error
 *  that names every wrong variable, before anything is started with it. */
export async function createEnvironment(dataDir: string, ports: Ports, given: Record<string, string>) {
  const address = (port: number) => `127.0.0.1:${port}`;
  const env = {
    ...(await readOrMakeSecrets(dataDir)),
    NODE_ENV: 'production',
    STAND_INS: 'allowed',
    PUBLIC_BASE_URL: `http://${address(ports.site)}`,
    SMTP_URL: `smtp://${address(ports.smtp)}`,
    ...given,
    HOST: '127.0.0.1',
    PORT: String(ports.web),
    METRICS_PORT: String(ports.metrics),
    COURIER_METRICS_PORT: String(ports.courierMetrics),
    REDIS_URL: `redis://${address(ports.redis)}`,
    LEDGER_URL: `redis://${address(ports.ledger)}`,
    LAKE_URL: `http://${address(ports.lake)}`,
    PAYPAL_STAND_IN_URL: `http://${address(ports.paypal)}`,
    // Their proxy is this stack's nginx, which has settled by then whose word counts.
    TRUSTED_PROXIES: '127.0.0.1',
  };
  parseConfig(env);
  return env;
}

/** The worker module's own variables, and of the others only what it needs: it has no use for a secret. */
export function createWorkerModuleEnvironment(
  env: Record<string, string>,
  ports: Ports,
  { minWorkers, maxWorkers }: { minWorkers: number; maxWorkers: number },
): Record<string, string> {
  const isItsOwn = (name: string) => /^(NAME|LOG_LEVEL|HOST|REDIS_URL|SCALE_\w+|CPU_QUOTA|MEMORY_LIMIT_MB)$/.test(name);
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => isItsOwn(name))),
    PROMETHEUS_URL: `http://127.0.0.1:${ports.prometheus}`,
    SCALER_METRICS_PORT: String(ports.scalerMetrics),
    MIN_WORKERS: String(minWorkers),
    MAX_WORKERS: String(maxWorkers),
  };
}

/** Of the variables Studio's server needs only these, and none is a secret. */
export function createStudioEnvironment(env: Record<string, string>, ports: Ports): Record<string, string> {
  const isItsOwn = (name: string) => /^(LOG_LEVEL|HOST|(NEXT_PUBLIC_)?SANITY_(PROJECT_ID|DATASET))$/.test(name);
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => isItsOwn(name))),
    STUDIO_PORT: String(ports.studio),
  };
}

/** What a command beside the stack needs to reach what it reaches. */
export function pickAddresses(env: Record<string, string>): Record<string, string> {
  const names = [
    'LEDGER_URL',
    'EVENT_ID',
    'PAYPAL_STAND_IN_URL',
    'LAKE_URL',
    'SANITY_PROJECT_ID',
    'SANITY_DATASET',
    'SANITY_API_VERSION',
  ];
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

/** What any program needs of a shell; the rest would only make two machines differ. */
export function readBaseEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
