import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ensureBuilt } from '../../scripts/build.ts';
import { type Stack, startStack } from '../../scripts/stack/start-stack.ts';
import { createLedger } from '../../server/ledger/create-ledger.ts';
import type { Ledger } from '../../server/ledger/ledger.ts';
import { createOrderId } from '../../server/orders/create-order-service.ts';
import { createMailboxClient, type MailboxClient } from '../../stand-ins/mailbox/mailbox-client.ts';
import { createVisitor } from './open-test-ledger.ts';

/** The courier as it runs, killed as a machine kills. */
let stack: Stack;
let folder: string;
let redis: Redis;
let ledger: Ledger;
let mailbox: MailboxClient;
beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), 'foyer-courier-'));
  const only = ['ledger', 'redis', 'lake', 'paypal', 'mailbox', 'courier'] as const;
  stack = await startStack({ dataDir: folder, ports: 'free', webInstances: 1, only });
  redis = new Redis(stack.ports.ledger);
  ledger = createLedger({ redis, eventId: 'event' });
  mailbox = createMailboxClient(`http://127.0.0.1:${stack.ports.mailbox}`);
  await until(async () => expect((await ledger.getAvailability()).catalogueVersion).toBe(1));
}, 240_000);
afterAll(async () => {
  redis?.disconnect();
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 25_000, interval: 50 });
const mailsTo = async (address: string) => (await mailbox.list()).filter(({ to }) => to.includes(address));

async function register(email: string): Promise<string> {
  const orderId = createOrderId();
  await createVisitor(ledger).register(orderId, { community: 1 }, email);
  return orderId;
}

/** The first sample that begins like this. */
async function metric(beginning: string): Promise<number> {
  const page = await (await fetch(`http://127.0.0.1:${stack.ports.courierMetrics}/metrics`)).text();
  const sample = page.split('\n').find((line) => line.startsWith(beginning));
  return Number(sample?.split(' ').at(-1) ?? Number.NaN);
}

test('killed while the server thinks about a mail, it is sent by the next one: one mail, however often it came in', async () => {
  await mailbox.plan({ at: 'data', delayMs: 1_500, times: 1, recipient: 'thought@example.org' });
  const orderId = await register('thought@example.org');
  // Begun: the group has it pending.
  await until(async () => expect(Number((await redis.xpending('{event}:outbox', 'mail'))[0])).toBeGreaterThan(0));
  await stack.kill('courier', 'SIGKILL');
  await until(async () => expect((await mailsTo('thought@example.org')).length).toBe(1));
  await until(async () => expect(Number((await redis.xpending('{event}:outbox', 'mail'))[0])).toBe(0));
  expect(await mailsTo('thought@example.org')).toMatchObject([
    { messageId: expect.stringContaining(`<${orderId}.confirmed.`) },
  ]);
});

test('killed after the server took a mail without saying so, the same mail comes in twice and is one', async () => {
  await mailbox.plan({ at: 'data', drop: true, times: 1, recipient: 'taken@example.org' });
  await register('taken@example.org');
  await until(async () => expect(await mailsTo('taken@example.org')).toMatchObject([{ deliveries: 1 }]));
  await stack.kill('courier', 'SIGKILL');
  await until(async () => expect(await mailsTo('taken@example.org')).toMatchObject([{ deliveries: 2 }]));
});

test('killed over and over in a rush, every order gets its mail and nobody gets two', async () => {
  const addresses = Array.from({ length: 30 }, (_, index) => `rush-${index}@example.org`);
  const registering = (async () => {
    for (const address of addresses) await register(address);
  })();
  for (let round = 0; round < 3; round++) {
    const sentBefore = (await mailbox.list()).length;
    await until(async () => expect((await mailbox.list()).length).toBeGreaterThan(sentBefore));
    await stack.kill('courier', 'SIGKILL');
    await stack.waitUntilReady('courier');
  }
  await registering;
  await until(async () => {
    const found = await Promise.all(addresses.map(mailsTo));
    expect(found.map((mails) => mails.length)).toEqual(addresses.map(() => 1));
  });
}, 90_000);

test('the ledger killed in a rush: what the courier had in its hands is sent too, soon after it is back', async () => {
  const addresses = Array.from({ length: 12 }, (_, index) => `ledger-${index}@example.org`);
  for (const address of addresses) await register(address);
  await until(async () => expect(await mailsTo(addresses[0] ?? '')).toHaveLength(1));
  await stack.kill('ledger', 'SIGKILL');
  await stack.waitUntilReady('ledger');
  await until(async () => {
    const found = await Promise.all(addresses.map(mailsTo));
    expect(found.map((mails) => mails.length)).toEqual(addresses.map(() => 1));
  });
  await until(async () => expect(Number((await redis.xpending('{event}:outbox', 'mail'))[0])).toBe(0));
}, 60_000);

test('a server that is away shows in the metrics, and what waited is sent when it is back', async () => {
  await mailbox.plan({ at: 'connect', refuse: 421 });
  // Connections that are open already would still take mail.
  await mailbox.plan({ at: 'mail', refuse: 421 });
  await register('patient@example.org');
  await until(async () => expect(await metric('foyer_mail_waiting')).toBeGreaterThan(0));
  await until(async () => expect(await metric('foyer_mail_failures_total{verdict="server"')).toBeGreaterThan(0));
  expect(await mailsTo('patient@example.org')).toEqual([]);
  await mailbox.clearFaults();
  await until(async () => expect(await mailsTo('patient@example.org')).toMatchObject([{ deliveries: 1 }]));
  await until(async () => expect(await metric('foyer_mail_waiting')).toBe(0));
});

test('what is set aside can be listed and tried again', async () => {
  const run = (...args: string[]) =>
    new Promise<{ code: number; output: string }>((resolve) => {
      const script = fileURLToPath(new URL('../../scripts/mail-failed.ts', import.meta.url));
      const env = { ...process.env, LEDGER_URL: stack.env.LEDGER_URL, EVENT_ID: 'event' };
      execFile(process.execPath, [script, ...args], { env }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
      });
    });
  expect(await run()).toEqual({ code: 0, output: 'No mail is set aside.\n' });
  await mailbox.plan({ at: 'rcpt', refuse: 550, recipient: 'unknown@example.org' });
  const orderId = await register('unknown@example.org');
  await until(async () => expect((await run()).code).toBe(1));
  const { output } = await run();
  expect(output).toContain(`confirmed, to the buyer of order ${orderId}`);
  expect(output).not.toContain('unknown@');
  expect(await run('--again', '<nothing@example.org>')).toMatchObject({ code: 2 });

  await mailbox.clearFaults();
  expect(await run('--again', 'all')).toMatchObject({ code: 0 });
  await until(async () => expect(await mailsTo('unknown@example.org')).toHaveLength(1));
  expect(await stack.logs('courier')).not.toContain('@example.org');
});
