import type { Request, Response } from 'express';
import { expect, test } from 'vitest';
import { allowNonce, allowPaymentScript, createSecurityHeaders } from './security-headers.ts';

/** The headers that a request gets, by the real middleware. */
async function answer(): Promise<{ response: Response; header: (name: string) => string; policy: () => string }> {
  const headers = new Map<string, string>();
  const response = {
    setHeader: (name: string, value: string) => headers.set(name.toLowerCase(), value),
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    removeHeader: (name: string) => headers.delete(name.toLowerCase()),
  } as unknown as Response;
  const middleware = createSecurityHeaders({ imageOrigins: [], formOrigins: ['https://pay.example'], isSecure: true });
  await new Promise((resolve) => middleware({} as Request, response, resolve));
  const header = (name: string) => headers.get(name) ?? '';
  return { response, header, policy: () => header('content-security-policy') };
}

test('a page may send its form here and on to PayPal, and run scripts of this site alone', async () => {
  const { policy } = await answer();
  expect(policy()).toContain("form-action 'self' https://pay.example");
  expect(policy()).toContain("script-src 'self';");
  expect(policy()).not.toContain('connect-src');
});

test('the page that pays runs PayPal beside its own nonce, and nothing else changes', async () => {
  const { response, policy } = await answer();
  const nonce = allowNonce(response);
  allowPaymentScript(response, ['https://script.example']);
  expect(policy()).toContain(`script-src 'self' 'nonce-${nonce}' https://script.example;`);
  expect(policy()).toContain("connect-src 'self' https://script.example");
  expect(policy()).toContain("default-src 'self'");
});

test('no page and nothing in it may use the camera, the place or the like; paying is left to PayPal', async () => {
  const { header } = await answer();
  expect(header('permissions-policy')).toMatch(/camera=\(\).*geolocation=\(\).*microphone=\(\)/);
  expect(header('permissions-policy')).not.toContain('payment');
});
