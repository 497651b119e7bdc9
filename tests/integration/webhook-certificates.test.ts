import { X509Certificate } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCertificates } from '../../server/payments/webhooks/certificates.ts';
import { type Certificate, createCertificate } from '../../stand-ins/paypal/webhooks/certificate.ts';

const name = 'messageverificationcerts.sandbox.paypal.localhost';
const now = new Date();
const shown = new Map<string, string | Buffer>();
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  const found = shown.get(request.url ?? '');
  response.writeHead(found ? 200 : 404).end(found);
});
let origin = '';
let root: Certificate;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  root = createCertificate({ name: 'Root', isAuthority: true, issuer: null, now });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const der = ({ pem }: Certificate) => new X509Certificate(pem).raw;
const middle = (issuer: Certificate, issuerUrl?: string) =>
  createCertificate({ name: 'Middle', isAuthority: true, issuer, now, issuerUrl });
const leaf = (issuer: Certificate, changes: Partial<Parameters<typeof createCertificate>[0]> = {}) =>
  createCertificate({ name, isAuthority: false, issuer, now, ...changes });

/** What becomes of a certificate that is shown as PayPal's, with the clock at `at`. */
async function judge(pem: string, { at = Date.now(), mayAsk = true } = {}) {
  shown.set('/certs/one', pem);
  const trust = { urlPrefixes: [`${origin}/certs/`], domain: 'paypal.localhost', roots: [root.pem] };
  const getKey = createCertificates({ trust: { ...trust, mayAskForIssuer: () => mayAsk }, now: () => at });
  return getKey(`${origin}/certs/one`);
}

test('a certificate is good with its chain beside it, and alone where it says who issued it, as PayPal shows its own', async () => {
  const issuer = middle(root);
  expect(await judge(leaf(issuer).pem + issuer.pem)).toMatchObject({ ok: true });
  shown.set('/issuer', der(issuer));
  expect(await judge(leaf(issuer, { issuerUrl: `${origin}/issuer` }).pem)).toMatchObject({ ok: true });
  const upper = middle(root);
  shown.set('/upper', der(upper));
  const lower = createCertificate({
    name: 'Lower',
    isAuthority: true,
    issuer: upper,
    now,
    issuerUrl: `${origin}/upper`,
  });
  shown.set('/lower', der(lower));
  expect(await judge(leaf(lower, { issuerUrl: `${origin}/lower` }).pem)).toMatchObject({ ok: true });
});

test('where its issuer cannot be had it is unvouched for, and nobody is asked who may not be', async () => {
  const issuer = middle(root);
  expect(await judge(leaf(issuer).pem)).toMatchObject({ ok: false, isUnvouched: true });
  expect(await judge(leaf(issuer, { issuerUrl: `${origin}/nowhere` }).pem)).toMatchObject({ isUnvouched: true });
  asked.length = 0;
  const named = leaf(issuer, { issuerUrl: `${origin}/issuer-of-another` }).pem;
  expect(await judge(named, { mayAsk: false })).toMatchObject({ isUnvouched: true });
  expect(asked).toEqual(['/certs/one']);
});

test('an issuer of the same name that did not sign it, or may sign nothing, vouches for nothing', async () => {
  const [issuer, impostor] = [middle(root), middle(root)];
  expect(await judge(leaf(issuer).pem + impostor.pem)).toMatchObject({ ok: false, isUnvouched: true });
  const noAuthority = leaf(root);
  expect(await judge(leaf(noAuthority).pem + noAuthority.pem)).toMatchObject({ ok: false, isUnvouched: true });
});

test('it must be for PayPal, and of these days', async () => {
  const foreign = leaf(root, { name: 'messageverificationcerts.paypal.localhost.example.org' }).pem;
  expect(await judge(foreign)).toMatchObject({ ok: false, isFinal: true });
  const another = leaf(root, { name: 'www.paypal.localhost' }).pem;
  expect(await judge(another)).toMatchObject({ ok: false, isFinal: true });
  const years = 11 * 365 * 24 * 60 * 60_000;
  for (const at of [Date.now() + years, Date.now() - years])
    expect(await judge(leaf(root).pem, { at })).toMatchObject({ ok: false, reason: expect.stringContaining('today') });
  expect(await judge('nothing')).toMatchObject({ ok: false, isFinal: true });
});
