import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createCertificate } from './certificate.ts';

/** What the certificates are for: no name that anybody could own. */
export const certificateName = 'messageverificationcerts.paypal.localhost';

const storedSchema = z.object({
  root: z.string(),
  chain: z.string(),
  key: z.string(),
  stranger: z.string(),
  strangerKey: z.string(),
});
type Stored = z.infer<typeof storedSchema>;

export type SigningKeys = ReturnType<typeof createSigningKeys>;

/**
 * The key that signs webhooks and the chain that vouches for it, made when they are first needed and kept: as at PayPal,
 * whoever has read a certificate yesterday may keep it. The stranger's certificate has the same name, and nobody to vouch for it.
 */
export function createSigningKeys(dataDir: string, now: () => Date) {
  let known: (Stored & { privateKey: KeyObject; strangersKey: KeyObject; id: string }) | null = null;

  function load() {
    if (known) return known;
    const file = join(dataDir, 'webhook-keys.json');
    if (!existsSync(file)) {
      writeFileSync(`${file}.new`, JSON.stringify(make(now())), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    }
    const stored = storedSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const id = `CERT-${createHash('sha256').update(stored.chain).digest('hex').slice(0, 24)}`;
    const [privateKey, strangersKey] = [createPrivateKey(stored.key), createPrivateKey(stored.strangerKey)];
    known = { ...stored, privateKey, strangersKey, id };
    return known;
  }

  return {
    privateKey: () => load().privateKey,
    strangersKey: () => load().strangersKey,
    certificateId: () => load().id,
    rootPem: () => load().root,
    /** What is below `/v1/notifications/certs/`; null for what is not. */
    find(id: string): string | null {
      const { id: own, chain, stranger } = load();
      if (id === own) return chain;
      return id === strangerId ? stranger : null;
    },
  };
}

export const strangerId = 'CERT-stranger';

function make(now: Date): Stored {
  const root = createCertificate({ name: 'Local PayPal root', isAuthority: true, issuer: null, now });
  const middle = createCertificate({ name: 'Local PayPal authority', isAuthority: true, issuer: root, now });
  const leaf = createCertificate({ name: certificateName, isAuthority: false, issuer: middle, now });
  const stranger = createCertificate({ name: certificateName, isAuthority: false, issuer: null, now });
  return {
    root: root.pem,
    chain: leaf.pem + middle.pem,
    key: toText(leaf.key),
    stranger: stranger.pem,
    strangerKey: toText(stranger.key),
  };
}

const toText = (key: KeyObject) => String(key.export({ type: 'pkcs8', format: 'pem' }));
