import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { projectDir, requireProgram } from '../../scripts/stack/project.ts';
import { probeHttp, waitUntilReady } from '../../scripts/stack/readiness.ts';
import { parseAlertConfig } from '../../server/alertmanager/config.ts';
import { renderAlertmanagerConfig } from '../../server/alertmanager/render-config.ts';
import { createMailbox } from '../../stand-ins/mailbox/create-mailbox.ts';
import { createMailboxClient } from '../../stand-ins/mailbox/mailbox-client.ts';
import { findFreePort } from '../redis-server.ts';

const run = promisify(execFile);
const template = await readFile(join(projectDir, 'prometheus/alertmanager.yml'), 'utf8');

let folder: string;
const cleaners: (() => unknown)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foyer-alerts-'));
});
afterEach(async () => {
  for (const clean of cleaners.splice(0).reverse()) await clean();
  await rm(folder, { recursive: true, force: true });
});

async function writeConfig(environment: Record<string, string>): Promise<string> {
  const file = join(folder, 'alertmanager.yml');
  const rendered = renderAlertmanagerConfig(template, parseAlertConfig(environment));
  // Nobody else who may break at the same time is waited for here.
  await writeFile(file, rendered.replace('group_wait: 30s', 'group_wait: 1s').replace('interval: 5m', 'interval: 1s'));
  return file;
}

const mail = { ALERT_MAIL_TO: 'ops@example.org, night@example.org', MAIL_FROM: 'Foyer <tickets@foyer.example>' };
const webhook = { ALERT_WEBHOOK_URL: 'https://chat.example/hook?token=a%20b' };

test.each([
  ['nothing', {}],
  ['mail', { ...mail, SMTP_URL: 'smtp://foyer:pa%22ss%5C%27%23@mail.example:587' }],
  ['mail by smtps', { ...mail, SMTP_URL: 'smtps://foyer:pass@mail.example:465' }],
  ['a webhook', webhook],
  ['both', { ...mail, ...webhook, SMTP_URL: 'smtp://mail.example' }],
])("amtool finds nothing wrong with Alertmanager's configuration for %s", async (_, environment) => {
  const { stdout } = await run(requireProgram('amtool'), ['check-config', await writeConfig(environment)]);
  expect(stdout).toContain('SUCCESS');
});

test('amtool would notice a receiver that does not exist', async () => {
  const file = await writeConfig({});
  await writeFile(file, (await readFile(file, 'utf8')).replace('name: operators', 'name: others'));
  await expect(run(requireProgram('amtool'), ['check-config', file])).rejects.toThrow('failed to validate');
});

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function startAlertmanager(environment: Record<string, string>): Promise<string> {
  const port = await findFreePort();
  const args = [
    `--config.file=${await writeConfig(environment)}`,
    `--storage.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
    '--log.level=warn',
  ];
  const child = spawn(requireProgram('prometheus-alertmanager'), args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const exited = once(child, 'exit');
  const check = async () => {
    if (child.exitCode !== null) throw new Error(`Alertmanager ended with ${child.exitCode} before it was ready.`);
  };
  cleaners.push(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady(probeHttp(`${url}/-/ready`), { timeoutMs: 20_000, check });
  return url;
}

test('an alert is told by mail to everybody and by webhook, with its runbook, and so is its end', async () => {
  const mailbox = createMailbox({ dataDir: join(folder, 'mail') });
  const [smtpPort, pagesPort] = [await findFreePort(), await findFreePort()];
  mailbox.smtp.listen(smtpPort, '127.0.0.1');
  mailbox.pages.listen(pagesPort, '127.0.0.1');
  cleaners.push(() => mailbox.close());
  const told: { status: string; alerts: { annotations: Record<string, string> }[] }[] = [];
  const chat = createServer(async (request, response) => {
    told.push(JSON.parse((await request.toArray()).join('')));
    response.end();
  });
  const chatPort = await listen(chat);
  cleaners.push(() => chat.close());

  const url = await startAlertmanager({
    ...mail,
    SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
    ALERT_WEBHOOK_URL: `http://127.0.0.1:${chatPort}/hook`,
  });
  const post = (endsAt?: string) =>
    fetch(`${url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify([
        {
          labels: { alertname: 'QuotaStopped', severity: 'warning', quota: 'main' },
          annotations: { summary: 'The quota main sells nothing', runbook: 'docs/runbooks/quota-stopped.md' },
          endsAt,
        },
      ]),
    });
  expect((await post()).status).toBe(200);

  const client = createMailboxClient(`http://127.0.0.1:${pagesPort}`);
  const readTexts = async () => Promise.all((await client.list()).map(async ({ id }) => (await client.read(id)).text));
  await vi.waitFor(
    async () => {
      expect(told[0]).toMatchObject({ status: 'firing' });
      expect(await readTexts()).toEqual([expect.stringContaining('docs/runbooks/quota-stopped.md')]);
    },
    { timeout: 20_000, interval: 200 },
  );
  expect(told[0]?.alerts[0]?.annotations.runbook).toBe('docs/runbooks/quota-stopped.md');
  const [sent] = await client.list();
  expect(JSON.stringify(sent)).toContain('night@example.org');
  expect((await readTexts())[0]).toContain('FIRING QuotaStopped\nThe quota main sells nothing');

  await post(new Date().toISOString());
  await vi.waitFor(
    async () => {
      expect(told.at(-1)).toMatchObject({ status: 'resolved' });
      expect((await readTexts()).some((text) => text.includes('RESOLVED QuotaStopped'))).toBe(true);
    },
    { timeout: 20_000, interval: 200 },
  );
}, 60_000);
