import { type KeyObject, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { LRUCache } from 'lru-cache';
import { issuerUrlOf, NotVouchedFor, parsePem, requireTrusted } from './check-chain.ts';

/** Whose certificates may vouch for a webhook. */
export type CertificateTrust = {
  /** Addresses that begin with one of these and go on with one name; no other is ever asked. */
  urlPrefixes: string[];
  /** The certificate's name is below this. */
  domain: string;
  /** PEM of the roots, or where the one root of the local stand-in is read. */
  roots: readonly string[] | { url: string };
  /** Whom a certificate may name as the place of its issuer's; any public name unless told. */
  mayAskForIssuer?: (url: URL) => boolean;
};

/** `isUnvouched`: it is where PayPal's are and has PayPal's name, and its chain cannot be followed to a root. */
export type FoundKey =
  | { ok: true; key: KeyObject }
  | { ok: false; isFinal: boolean; isUnvouched?: boolean; reason: string };

const timeoutMs = 5_000;
const longestBytes = 64 * 1024;
/** PayPal changes its certificate about once a year; a day is how long one that was withdrawn is believed. */
const keptMs = 24 * 60 * 60_000;
/** Whoever makes up names makes one request a minute for each, and no more than these at once. */
const refusedMs = 60_000;
const fetchesAtOnce = 4;
/** PayPal shows its own certificate alone; between it and the root are one or two. */
const issuersAtMost = 3;

/** The public keys behind the certificates that webhooks name, fetched from pinned addresses only, checked and kept. */
export function createCertificates({ trust, now = Date.now }: { trust: CertificateTrust; now?: () => number }) {
  const found = new LRUCache<string, FoundKey>({ max: 100, ttl: keptMs });
  const fetching = new Map<string, Promise<FoundKey>>();
  let roots: Promise<X509Certificate[]> | null = null;

  function readRoots(): Promise<X509Certificate[]> {
    const { roots: given } = trust;
    const read = 'url' in given ? fetchText(given.url).then(parsePem) : Promise.resolve(given.flatMap(parsePem));
    roots ??= read.catch((error) => {
      roots = null;
      throw error;
    });
    return roots;
  }

  async function find(url: string): Promise<FoundKey> {
    try {
      const [pem, trusted] = await Promise.all([fetchText(url), readRoots()]);
      return await check(parsePem(pem), trusted);
    } catch (error) {
      if (error instanceof NoSuchCertificate)
        return { ok: false, isFinal: true, reason: 'its certificate does not exist' };
      return { ok: false, isFinal: false, reason: `its certificate cannot be read: ${(error as Error).message}` };
    }
  }

  async function check(chain: X509Certificate[], trusted: X509Certificate[]): Promise<FoundKey> {
    for (let asked = 0; ; asked++) {
      try {
        const leaf = requireTrusted(chain, { roots: trusted, domain: trust.domain, now: now() });
        return { ok: true, key: leaf.publicKey };
      } catch (error) {
        const reason = `its certificate ${(error as Error).message}`;
        if (!(error instanceof NotVouchedFor)) return { ok: false, isFinal: true, reason };
        // Whoever issued it tells by the signature whether this is theirs; from where it came does not matter.
        const issuer = asked < issuersAtMost ? await fetchIssuer(error.top) : null;
        if (!issuer) return { ok: false, isFinal: true, isUnvouched: true, reason };
        chain.push(issuer);
      }
    }
  }

  async function fetchIssuer(certificate: X509Certificate): Promise<X509Certificate | null> {
    const url = issuerUrlOf(certificate);
    if (!url || !(trust.mayAskForIssuer ?? isPublic)(url)) return null;
    try {
      return new X509Certificate(await fetchBytes(url.href));
    } catch {
      return null;
    }
  }

  return async function getKey(url: string): Promise<FoundKey> {
    if (!isPinned(url, trust.urlPrefixes)) {
      return { ok: false, isFinal: true, reason: 'its certificate is not where PayPal keeps them' };
    }
    const known = found.get(url);
    if (known) return known;
    const under = fetching.get(url);
    if (under) return under;
    if (fetching.size >= fetchesAtOnce) return { ok: false, isFinal: false, reason: 'too many certificates at once' };
    const asked = find(url).finally(() => fetching.delete(url));
    fetching.set(url, asked);
    const answer = await asked;
    // What could not be read may be readable in a moment.
    if (answer.ok) found.set(url, answer);
    else if (answer.isFinal) found.set(url, answer, { ttl: refusedMs });
    return answer;
  };
}

function isPinned(url: string, prefixes: string[]): boolean {
  // Read as browsers do and written again, so that no spelling leads elsewhere.
  if (!URL.canParse(url) || new URL(url).href !== url) return false;
  return prefixes.some((prefix) => url.startsWith(prefix) && /^[\w-]{1,200}$/.test(url.slice(prefix.length)));
}

class NoSuchCertificate extends Error {}

const fetchText = async (url: string): Promise<string> => (await fetchBytes(url)).toString('utf8');

async function fetchBytes(url: string): Promise<Buffer> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  if (response.status === 404) throw new NoSuchCertificate(url);
  if (!response.ok) throw new Error(`status ${response.status}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  if (bytes.length > longestBytes) throw new Error('it is too long');
  return bytes;
}

/** Authorities show their certificates by plain HTTP; no address of this network is one. */
function isPublic({ protocol, hostname, port }: URL): boolean {
  const isWeb = protocol === 'http:' || protocol === 'https:';
  return (
    isWeb && port === '' && isIP(hostname) === 0 && /\.[a-z]{2,}$/.test(hostname) && !hostname.endsWith('.internal')
  );
}
