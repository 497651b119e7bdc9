import { z } from 'zod';
import { parseNetworks } from '../platform/networks.ts';
import { parseEnvironment } from '../platform/parse-environment.ts';
import { mailFromForm } from './mail/mail-settings.ts';
import { isTicketKey } from './tickets/ticket-keys.ts';

const port = z.coerce.number().int().min(1).max(65_535);
const url = z.url();
const secret = z.string().min(32, 'must be at least 32 characters; `openssl rand -hex 32` makes one');
const isNetworkList = (list: string): boolean => {
  try {
    parseNetworks(list);
    return true;
  } catch {
    return false;
  }
};
const loopback = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);
const isOwn = (address: string): boolean => loopback.has(new URL(address).hostname);
/** A name without a dot, as containers of one network have: no name server of the world knows such a host. */
const isNeighbour = (address: string): boolean => /^[a-z][a-z0-9-]*$/.test(new URL(address).hostname);

/** Every variable of the web workers and the courier; `.env.example` explains each. Secrets have no default. */
const environmentSchema = z
  .object({
    NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
    /** Whether the built-in Content Lake, PayPal and mailbox may serve where an account is not named. In production only on request,
     *  as the local stack does, which runs what production runs; with a public address never. */
    STAND_INS: z.enum(['allowed', 'refused']).optional(),
    NAME: z.string().default('foyer'),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    HOST: z.string().default('127.0.0.1'),
    PORT: port.default(3000),
    /** Where containers keep their logs; the courier sees to it that it does not fill. */
    LOG_DIR: z.string().optional(),
    /** A file that is there once this worker's whole container is leaving while others stay, which then are sent to. */
    LEAVING_FILE: z.string().optional(),
    /** Worker n serves its metrics on METRICS_PORT + n. */
    METRICS_PORT: port.default(9464),
    COURIER_METRICS_PORT: port.default(9460),
    /** PM2 numbers its workers from 0. */
    NODE_APP_INSTANCE: z.coerce.number().int().min(0).default(0),
    PUBLIC_BASE_URL: url.default('http://127.0.0.1:8080'),
    /** Addresses or networks, comma-separated, whose X-Forwarded-For is believed. */
    TRUSTED_PROXIES: z.string().default(''),
    /** The same of places whose one address is many people: limits by address are 20 times as high there. */
    VENUE_NETWORKS: z
      .string()
      .default('')
      .refine(isNetworkList, 'must be addresses or networks like 192.0.2.0/24, comma-separated'),
    EVENT_ID: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/)
      .default('event'),
    HOLD_MINUTES: z.coerce.number().min(0.01).max(120).default(15),
    REDIS_URL: url,
    LEDGER_URL: url,
    SESSION_SECRET: secret,
    ORDER_LINK_SECRET: secret,
    TICKET_PRIVATE_KEY: z
      .string()
      .refine(
        isTicketKey,
        'is no Ed25519 key; `openssl genpkey -algorithm ed25519 -outform DER | base64 -w0` makes one',
      ),
    SANITY_PROJECT_ID: z.string().optional(),
    SANITY_DATASET: z.string().default('production'),
    SANITY_API_VERSION: z
      .string()
      .regex(/^v?\d{4}-\d{2}-\d{2}$/, 'must be a date like 2025-02-19')
      .default('2025-02-19'),
    SANITY_API_TOKEN: z.string().optional(),
    /** What Sanity's webhook signs with; without it nobody is let in there. */
    SANITY_WEBHOOK_SECRET: secret.optional(),
    /** Whether to listen to Sanity for changes; off where the webhook is to be all there is. */
    SANITY_LISTENER: z.enum(['on', 'off']).default('on'),
    /** The local Content Lake; serves while SANITY_PROJECT_ID is not set. */
    LAKE_URL: url.default('http://127.0.0.1:8090'),
    LAKE_TOKEN: z.string().optional(),
    /** `smtp://user:password@host:587`, or smtps:// for TLS from the first byte. Holds a password: never logged. */
    SMTP_URL: z
      .url({ protocol: /^smtps?$/, error: 'must be an address like smtp://user:password@mail.example:587' })
      .optional(),
    /** Who the mails are from: `Some Conference <tickets@example.org>`. */
    MAIL_FROM: z.string().regex(mailFromForm, 'must be like Some Conference <tickets@example.org>').optional(),
    /** Who of a Sanity project may act on orders: roles, comma-separated. Everybody who may sign in to the local lake may. */
    ORGANIZER_ROLES: z.string().default('administrator'),
    PAYPAL_CLIENT_ID: z.string().optional(),
    PAYPAL_CLIENT_SECRET: z.string().optional(),
    /** Under which the webhook is registered at PayPal; it is part of what PayPal signs. */
    PAYPAL_WEBHOOK_ID: z
      .string()
      .regex(/^[A-Za-z0-9]{10,50}$/, "must be the id that PayPal's dashboard shows beside the webhook")
      .optional(),
    /** By the certificate that PayPal names, or by asking PayPal about each event. */
    PAYPAL_WEBHOOK_VERIFICATION: z.enum(['local', 'postback']).default('local'),
    /** Older events are refused. PayPal tries for three days. */
    PAYPAL_WEBHOOK_MAX_AGE_HOURS: z.coerce.number().min(1).max(240).default(96),
    /** How long payments wait for each other, PayPal and the courier, against the usual: a test of days takes minutes. */
    PAYMENT_TIME_FACTOR: z.coerce.number().min(0.0001).max(1).default(1),
    PAYPAL_ENVIRONMENT: z.enum(['sandbox', 'production']).default('sandbox'),
    /** Who is to be paid; compared with PayPal's word before money is taken. */
    PAYPAL_MERCHANT_ID: z
      .string()
      .regex(/^[2-9A-HJ-NP-Z]{13}$/, "must be the 13 characters of your PayPal account's merchant id")
      .optional(),
    /** The local PayPal; serves while PAYPAL_CLIENT_ID is not set. */
    PAYPAL_STAND_IN_URL: url.default('http://127.0.0.1:8091'),
    /** Where a visitor's browser finds it, if that is another address: this machine's, as the demo is nobody else's. */
    PAYPAL_STAND_IN_PUBLIC_URL: url
      .refine((address) => isOwn(address), 'must be an address of this machine')
      .optional(),
    PAYPAL_STAND_IN_CLIENT_ID: z.string().optional(),
    PAYPAL_STAND_IN_CLIENT_SECRET: z.string().optional(),
    PAYPAL_STAND_IN_WEBHOOK_ID: z.string().optional(),
  })
  .superRefine((env, context) => {
    const standIns = env.STAND_INS ?? (env.NODE_ENV === 'production' ? 'refused' : 'allowed');
    const isPublic = standIns === 'refused' || !isOwn(env.PUBLIC_BASE_URL);
    const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    const mayBeNeighbour = env.STAND_INS === 'allowed' && isNeighbour(env.PAYPAL_STAND_IN_URL);
    if (!isOwn(env.PAYPAL_STAND_IN_URL) && !mayBeNeighbour) {
      refuse(
        'PAYPAL_STAND_IN_URL',
        'must be an address of this machine or, with STAND_INS=allowed, a container beside it',
      );
    }
    const needed = 'is needed in production or with a PUBLIC_BASE_URL beyond this machine';
    if (isPublic && !env.SANITY_PROJECT_ID) {
      refuse('SANITY_PROJECT_ID', `${needed}: the local Content Lake is for trying things out only`);
    }
    if (isPublic && !env.PAYPAL_CLIENT_ID) {
      refuse('PAYPAL_CLIENT_ID', `${needed}: the local PayPal takes no money and is for trying things out only`);
    }
    if (isPublic && !env.SMTP_URL) refuse('SMTP_URL', `${needed}: the local mailbox sends nothing to anybody`);
    if (isPublic && !env.MAIL_FROM) refuse('MAIL_FROM', `${needed}: people answer to it`);
    if (env.PAYPAL_CLIENT_ID && !env.PAYPAL_CLIENT_SECRET) {
      refuse('PAYPAL_CLIENT_SECRET', 'is needed with PAYPAL_CLIENT_ID');
    }
    if (env.PAYPAL_CLIENT_ID && env.PAYPAL_ENVIRONMENT === 'production') {
      const why = 'is needed where real money is taken';
      if (!env.PAYPAL_WEBHOOK_ID) {
        refuse(
          'PAYPAL_WEBHOOK_ID',
          `${why}: without webhooks nobody would hear of disputes, and of payments only late`,
        );
      }
      if (!env.PAYPAL_MERCHANT_ID) refuse('PAYPAL_MERCHANT_ID', `${why}: nobody else may be paid`);
      if (env.PAYMENT_TIME_FACTOR !== 1) refuse('PAYMENT_TIME_FACTOR', 'must be 1 where real money is taken');
    }
    if (!isPublic && !env.PAYPAL_CLIENT_ID) {
      for (const name of ['PAYPAL_STAND_IN_CLIENT_ID', 'PAYPAL_STAND_IN_CLIENT_SECRET'] as const) {
        if (!env[name])
          refuse(name, "is needed while PAYPAL_CLIENT_ID is not set; `npm start` makes the local PayPal's");
      }
    }
  });

export type Config = z.infer<typeof environmentSchema>;

/** Whether something of what visitors meet is made up: pages and logs must say so. */
export const usesStandIns = (config: Pick<Config, 'SANITY_PROJECT_ID' | 'PAYPAL_CLIENT_ID'>): boolean =>
  !config.SANITY_PROJECT_ID || !config.PAYPAL_CLIENT_ID;

/** What the ledger's own commands need, and no more: they must run where the site is not set up. */
const ledgerSchema = z.object({
  LEDGER_URL: environmentSchema.shape.LEDGER_URL,
  EVENT_ID: environmentSchema.shape.EVENT_ID,
});
export type LedgerConfig = z.infer<typeof ledgerSchema>;

const { shape } = environmentSchema;
const moneySchema = ledgerSchema.extend({
  PAYPAL_CLIENT_ID: shape.PAYPAL_CLIENT_ID,
  PAYPAL_CLIENT_SECRET: shape.PAYPAL_CLIENT_SECRET,
  PAYPAL_ENVIRONMENT: shape.PAYPAL_ENVIRONMENT,
  PAYPAL_MERCHANT_ID: shape.PAYPAL_MERCHANT_ID,
  PAYPAL_WEBHOOK_ID: shape.PAYPAL_WEBHOOK_ID,
  PAYPAL_STAND_IN_URL: shape.PAYPAL_STAND_IN_URL,
  PAYPAL_STAND_IN_CLIENT_ID: shape.PAYPAL_STAND_IN_CLIENT_ID,
  PAYPAL_STAND_IN_CLIENT_SECRET: shape.PAYPAL_STAND_IN_CLIENT_SECRET,
  PAYPAL_STAND_IN_WEBHOOK_ID: shape.PAYPAL_STAND_IN_WEBHOOK_ID,
});
/** The ledger, and PayPal. */
export type MoneyConfig = z.infer<typeof moneySchema>;

const payPalSchema = moneySchema.omit({ LEDGER_URL: true, EVENT_ID: true });
/** PayPal alone. */
export type PayPalAccessConfig = z.infer<typeof payPalSchema>;

const contentSchema = z.object({
  SANITY_PROJECT_ID: environmentSchema.shape.SANITY_PROJECT_ID,
  SANITY_DATASET: environmentSchema.shape.SANITY_DATASET,
  SANITY_API_VERSION: environmentSchema.shape.SANITY_API_VERSION,
  SANITY_API_TOKEN: environmentSchema.shape.SANITY_API_TOKEN,
  LAKE_URL: environmentSchema.shape.LAKE_URL,
  LAKE_TOKEN: environmentSchema.shape.LAKE_TOKEN,
});
/** Where the content is, and the key to it. */
export type ContentConfig = z.infer<typeof contentSchema>;

type Environment = Record<string, string | undefined>;

/** Each throws one error that names every wrong variable. */
export const parseConfig = (environment: Environment): Config => parse(environmentSchema, environment);
export const parseLedgerConfig = (environment: Environment): LedgerConfig => parse(ledgerSchema, environment);
export const parseMoneyConfig = (environment: Environment): MoneyConfig => parse(moneySchema, environment);
export const parsePayPalConfig = (environment: Environment): PayPalAccessConfig => parse(payPalSchema, environment);
export const parseContentConfig = (environment: Environment): ContentConfig => parse(contentSchema, environment);

function parse<S extends z.ZodType>(schema: S, environment: Environment): z.infer<S> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  // Where they come from a guide for Next.js they are called NEXT_PUBLIC_X; such a file works as it is.
  for (const [name, value] of Object.entries(given)) {
    const plain = name.replace(/^NEXT_PUBLIC_/, '');
    if (plain === 'BASE_URL') given.PUBLIC_BASE_URL ??= value;
    else given[plain] ??= value;
  }
  return parseEnvironment(schema, given);
}

/** The configuration of this process. Throws like `parseConfig`. */
export const readConfig = (): Config => parseConfig(process.env);
export const readLedgerConfig = (): LedgerConfig => parseLedgerConfig(process.env);
