import { expect, test, vi } from 'vitest';
import { type CertificateTrust, createCertificates } from './certificates.ts';
import { trustOf } from './open-webhooks.ts';

const id = 'CERT-360caa42-fca2a594-1d93a270';
const production = trustOf({ mode: 'production', baseUrl: 'https://api-m.paypal.com' });
const sandbox = trustOf({ mode: 'sandbox', baseUrl: 'https://api-m.sandbox.paypal.com' });
const standIn = trustOf({ mode: 'stand-in', baseUrl: 'http://127.0.0.1:8091' });

/** Which addresses would be asked for a certificate; nothing leaves this process. */
async function asks(trust: CertificateTrust, url: string): Promise<boolean> {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (address: string) => {
    asked.push(address);
    return Promise.reject(new Error('nobody is asked in this test'));
  });
  const found = await createCertificates({ trust })(url);
  vi.unstubAllGlobals();
  expect(found.ok).toBe(false);
  return asked.includes(url);
}

test.each([
  ['production', production, `https://api.paypal.com/v1/notifications/certs/${id}`],
  ['production', production, `https://api-m.paypal.com/v1/notifications/certs/${id}`],
  ['the sandbox', sandbox, `https://api.sandbox.paypal.com/v1/notifications/certs/${id}`],
  ['the stand-in', standIn, `http://127.0.0.1:8091/v1/notifications/certs/${id}`],
])('%s has its certificates at its own address', async (_mode, trust, url) => {
  expect(await asks(trust, url)).toBe(true);
});

test.each([
  ['the sandbox in production', production, `https://api.sandbox.paypal.com/v1/notifications/certs/${id}`],
  ['the stand-in in production', production, `http://127.0.0.1:8091/v1/notifications/certs/${id}`],
  ['production in the sandbox', sandbox, `https://api.paypal.com/v1/notifications/certs/${id}`],
  ['PayPal without TLS', production, `http://api.paypal.com/v1/notifications/certs/${id}`],
  ['a name that begins like it', production, `https://api.paypal.com.example.org/v1/notifications/certs/${id}`],
  ['credentials in front', production, `https://api.paypal.com@example.org/v1/notifications/certs/${id}`],
  ['another port', production, `https://api.paypal.com:8443/v1/notifications/certs/${id}`],
  ['another path', production, `https://api.paypal.com/v1/notifications/certs/../../upload/${id}`],
  ['a path that is hidden', production, `https://api.paypal.com/v1/notifications/certs/%2e%2e%2fupload`],
  ['a query', production, `https://api.paypal.com/v1/notifications/certs/${id}?to=example.org`],
  ['no address', production, 'certs'],
])('%s is not asked for a certificate', async (_what, trust, url) => {
  expect(await asks(trust, url)).toBe(false);
});

test('whoever makes up names has few asked for at once, and one that is no certificate is asked for once', async () => {
  const answers: ((response: Response) => void)[] = [];
  vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => answers.push(resolve)));
  const getKey = createCertificates({ trust: { ...production, roots: [] } });
  const url = (name: string) => `https://api.paypal.com/v1/notifications/certs/${name}`;
  const first = ['a', 'b', 'c', 'd'].map((name) => getKey(url(name)));
  expect(await getKey(url('e'))).toMatchObject({ ok: false, isFinal: false });
  for (const answer of answers) answer(new Response('no certificate'));
  for (const found of await Promise.all(first)) expect(found).toMatchObject({ ok: false, isFinal: true });
  expect(await getKey(url('a'))).toMatchObject({ ok: false, isFinal: true });
  expect(answers).toHaveLength(4);
  vi.unstubAllGlobals();
});
