import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMailbox, type Mailbox } from '../../stand-ins/mailbox/create-mailbox.ts';
import { createMailboxClient, type MailboxClient } from '../../stand-ins/mailbox/mailbox-client.ts';

let folder: string;
let mailbox: Mailbox;
let client: MailboxClient;
let url: string;

async function open(): Promise<void> {
  mailbox = createMailbox({ dataDir: folder });
  await new Promise<void>((resolve) => mailbox.smtp.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => mailbox.pages.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(mailbox.pages.address() as AddressInfo).port}`;
  client = createMailboxClient(url);
}
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foyer-mailbox-'));
  await open();
});
afterEach(async () => {
  await mailbox.close();
  await rm(folder, { recursive: true, force: true });
});

const mail = {
  messageId: '<one@example.org>',
  from: 'Foyer <tickets@example.org>',
  to: { name: 'Zoë Ångström', address: 'zoe@example.org' },
  subject: 'Grüße 🎟️ علي',
  text: 'Open http://127.0.0.1:8080/orders/A?s=b now',
  html: '<html><head></head><body><img src="cid:code"><a href="https://x.example/">x</a><script>1</script></body></html>',
  attachments: [{ filename: 'code.png', content: Buffer.from('png'), cid: 'code', contentType: 'image/png' }],
};

async function send(change: Partial<typeof mail> = {}) {
  const { port } = mailbox.smtp.server.address() as AddressInfo;
  const transport = createTransport({ host: '127.0.0.1', port });
  try {
    return await transport.sendMail({ ...mail, ...change });
  } finally {
    transport.close();
  }
}
const failure = (sending: Promise<unknown>) => sending.then(() => null).catch((error) => error);

test('a mail can be read, with its pictures, as it was meant', async () => {
  await send();
  const [listed] = await client.list();
  expect(listed).toMatchObject({ subject: mail.subject, to: ['zoe@example.org'], deliveries: 1 });
  const read = await client.read(listed?.id ?? 0);
  expect(read.text.trim()).toBe(mail.text);
  expect(read.attachments).toMatchObject([{ name: 'code.png', cid: 'code', contentType: 'image/png' }]);
  expect(Buffer.from(read.attachments[0]?.base64 ?? '', 'base64').toString()).toBe('png');

  const html = await fetch(`${url}/messages/${listed?.id}/html`);
  expect(await html.text()).toContain(`<img src="/messages/${listed?.id}/attachments/0">`);
  expect(html.headers.get('content-security-policy')).toMatch(/^sandbox allow-popups .*default-src 'none'/);
  const picture = await fetch(`${url}/messages/${listed?.id}/attachments/0`);
  expect(picture.headers.get('content-type')).toBe('image/png');
  const page = await (await fetch(`${url}/messages/${listed?.id}`)).text();
  expect(page).toContain('<a href="http://127.0.0.1:8080/orders/A?s=b" rel="noreferrer">');
  expect(await (await fetch(url)).text()).toContain('Grüße 🎟️ علي');
});

test('what a mail says is text on the pages, never a tag', async () => {
  await send({ subject: '<script>alert(1)</script>', text: '<img src=x onerror=alert(1)>' });
  for (const path of ['/', '/messages/1']) {
    const page = await fetch(url + path);
    expect(await page.text()).not.toMatch(/<script|<img/);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  }
});

test('the same Message-ID is one mail however often it comes in, and a restart forgets nothing', async () => {
  await send();
  await send();
  await send({ messageId: '<two@example.org>' });
  await mailbox.close();
  await open();
  expect((await client.list()).map(({ messageId, deliveries }) => [messageId, deliveries])).toEqual([
    ['<two@example.org>', 1],
    ['<one@example.org>', 2],
  ]);
});

test.each([
  [{ at: 'connect', refuse: 421 }, 421],
  [{ at: 'mail', refuse: 451 }, 451],
  [{ at: 'rcpt', refuse: 550 }, 550],
  [{ at: 'data', refuse: 452 }, 452],
] as const)('refuses where it is told to, once: %j', async (fault, code) => {
  await client.plan({ ...fault, times: 1 });
  expect(await failure(send())).toMatchObject({ responseCode: code });
  expect(await client.list()).toEqual([]);
  await send();
  expect(await client.list()).toHaveLength(1);
});

test('refuses one recipient and takes the others', async () => {
  await client.plan({ at: 'rcpt', refuse: 550, recipient: 'zoe@example.org' });
  expect(await failure(send())).toMatchObject({ responseCode: 550 });
  await send({ to: { name: 'Li', address: 'li@example.org' } });
  expect(await client.list()).toMatchObject([{ to: ['li@example.org'] }]);
  await client.clearFaults();
  await send({ messageId: '<later@example.org>' });
  expect(await client.list()).toHaveLength(2);
});

test('keeps a mail without saying so', async () => {
  await client.plan({ at: 'data', drop: true, times: 1 });
  expect(await failure(send())).not.toBe(null);
  expect(await client.list()).toMatchObject([{ messageId: mail.messageId, deliveries: 1 }]);
});

test('waits where it is told to', async () => {
  await client.plan({ at: 'data', delayMs: 300, times: 1 });
  const startedAt = performance.now();
  await send();
  expect(performance.now() - startedAt).toBeGreaterThan(290);
});

test('answers this machine alone, and plans nothing that makes no sense', async () => {
  const response = await fetch(`${url}/control/faults`, {
    method: 'POST',
    body: JSON.stringify({ at: 'data' }),
    headers: { 'content-type': 'application/json' },
  });
  expect(response.status).toBe(400);
  const { request } = await import('node:http');
  const status = await new Promise((resolve, reject) => {
    const asked = request(`${url}/api/messages`, { headers: { host: 'mailbox.example' } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on('error', reject).end();
  });
  expect(status).toBe(421);
});
