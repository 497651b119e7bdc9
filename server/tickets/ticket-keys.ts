import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** Base64 of the key in PKCS#8: what `openssl genpkey -algorithm ed25519 -outform DER | base64 -w0` prints. */
export function createTicketKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
}

/** Throws for anything but an Ed25519 key, without quoting it. */
export function parseTicketKey(text: string): KeyObject {
  const key = readKey(text);
  if (key?.asymmetricKeyType !== 'ed25519') throw new Error('this is no Ed25519 private key in PKCS#8, base64');
  return key;
}

function readKey(text: string): KeyObject | null {
  try {
    return createPrivateKey({ key: Buffer.from(text.trim(), 'base64'), type: 'pkcs8', format: 'der' });
  } catch {
    return null;
  }
}

export function isTicketKey(text: string): boolean {
  return readKey(text)?.asymmetricKeyType === 'ed25519';
}

export function toPublicPem(key: KeyObject): string {
  return createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
}

/** The public key in PEM, on its own or as the `publicKey` of the JSON at /api/ticket-key. Throws where there is none. */
export function parsePublicKey(text: string): KeyObject {
  const pem = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/.exec(text.replaceAll('\\n', '\n'))?.[0];
  if (!pem) throw new Error('there is no public key in PEM in it');
  const key = createPublicKey(pem);
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`its key is ${key.asymmetricKeyType}, not Ed25519`);
  return key;
}
