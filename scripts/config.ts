import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type ContentConfig,
  type LedgerConfig,
  type MoneyConfig,
  type PayPalAccessConfig,
  parseContentConfig,
  parseLedgerConfig,
  parseMoneyConfig,
  parsePayPalConfig,
} from '../server/config.ts';
import { projectDir } from './stack/project.ts';
import { findRun } from './stack/run-file.ts';

type Environment = Record<string, string | undefined>;
const usualDataDir = join(projectDir, 'var');

/** The ledger that the operator's variables name, else that of the Foyer which is open here. */
export function readLedgerTarget(environment: Environment = process.env, dataDir = usualDataDir): LedgerConfig {
  if (environment.LEDGER_URL) return parseLedgerConfig(environment);
  return parseLedgerConfig({ ...requireOpenFoyer(dataDir, 'LEDGER_URL'), ...withoutBlanks(environment) });
}

/** The ledger and the PayPal that the operator's variables name, else those of the Foyer which is open here. */
export function readMoneyTarget(environment: Environment = process.env, dataDir = usualDataDir): MoneyConfig {
  const isNamed = environment.LEDGER_URL && environment.PAYPAL_CLIENT_ID;
  const open = isNamed
    ? {}
    : { ...requireOpenFoyer(dataDir, 'LEDGER_URL and PAYPAL_CLIENT_ID'), ...readSecrets(dataDir) };
  return parseMoneyConfig({ ...open, ...withoutBlanks(environment) });
}

/** The content that the operator's variables name, else that of the Foyer which is open here; always with a token. */
export function readContentTarget(environment: Environment = process.env, dataDir = usualDataDir): ContentConfig {
  const isNamed = environment.SANITY_PROJECT_ID || environment.NEXT_PUBLIC_SANITY_PROJECT_ID || environment.LAKE_URL;
  const open = isNamed ? {} : requireOpenFoyer(dataDir, 'SANITY_PROJECT_ID and SANITY_API_TOKEN');
  const target = parseContentConfig({ ...open, ...withoutBlanks(environment) });
  const token = target.SANITY_PROJECT_ID ? 'SANITY_API_TOKEN' : 'LAKE_TOKEN';
  if (!target[token]) throw new Error(`${token} is not set: only who has it may write content.`);
  return target;
}

/** The Sanity project that the operator's variables name, with a token that may write; null where none is named. */
export function readSanityProject(environment: Environment = process.env) {
  const {
    SANITY_PROJECT_ID: projectId,
    SANITY_DATASET: dataset,
    SANITY_API_TOKEN: token,
  } = parseContentConfig(withoutBlanks(environment));
  return projectId && token ? { projectId, dataset, token } : null;
}

/** The operator's app in PayPal's sandbox; null where none is named. Of a live account nothing is tried. */
export function readPayPalSandbox(environment: Environment = process.env): PayPalAccessConfig | null {
  const config = parsePayPalConfig(withoutBlanks(environment));
  if (!config.PAYPAL_CLIENT_ID || !config.PAYPAL_CLIENT_SECRET) return null;
  if (config.PAYPAL_ENVIRONMENT !== 'sandbox')
    throw new Error('PAYPAL_ENVIRONMENT must be sandbox: orders are made there.');
  return config;
}

/** The path of a file as it was typed: npm runs its scripts in the project's folder, wherever it was called. */
export function fromCallersFolder(file: string, environment: Environment = process.env): string {
  return resolve(environment.INIT_CWD || '.', file);
}

const withoutBlanks = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value));

const readSecrets = (dataDir: string) =>
  JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as Record<string, string>;

function requireOpenFoyer(dataDir: string, otherwise: string): Record<string, string> {
  const run = findRun(dataDir);
  if (!run) throw new Error(`Foyer is not open here: \`npm start\` opens it. For another one, set ${otherwise}.`);
  const { LAKE_TOKEN } = readSecrets(dataDir);
  return { ...run.variables, ...(LAKE_TOKEN ? { LAKE_TOKEN } : {}) };
}
