import { X509Certificate } from 'node:crypto';

const deepest = 5;

/** Nothing is wrong with it but that nobody who is trusted vouches for it. `top` is as far as its chain was found. */
export class NotVouchedFor extends Error {
  readonly top: X509Certificate;
  constructor(top: X509Certificate) {
    super('is vouched for by nobody who is trusted');
    this.top = top;
  }
}

/**
 * The first of `chain`, if it is good today, for PayPal's name below `domain`, and vouched for by one of `roots` through the
 * others. Throws what is wrong with it.
 */
export function requireTrusted(
  [leaf, ...others]: X509Certificate[],
  { roots, domain, now }: { roots: X509Certificate[]; domain: string; now: number },
): X509Certificate {
  if (!leaf) throw new Error('is no certificate');
  const isName = (name: string) => name.startsWith('messageverificationcerts.') && name.endsWith(`.${domain}`);
  if (!namesOf(leaf).some(isName)) throw new Error(`is not for messageverificationcerts below ${domain}`);
  let current = leaf;
  for (let depth = 0; depth < deepest; depth++) {
    if (!isGoodAt(current, now)) throw new Error('is not valid today, or was signed by one that is not');
    const isBy = (issuer: X509Certificate) => current.checkIssued(issuer) && current.verify(issuer.publicKey);
    if (roots.some((root) => isGoodAt(root, now) && isBy(root))) return leaf;
    const issuer = others.find((other) => other.ca && other !== current && isBy(other));
    if (!issuer) break;
    current = issuer;
  }
  throw new NotVouchedFor(current);
}

export function parsePem(pem: string): X509Certificate[] {
  const texts = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  return texts.map((text) => new X509Certificate(text));
}

/** Where a certificate says that its issuer's own can be had; null where it says nothing. */
export function issuerUrlOf({ infoAccess }: X509Certificate): URL | null {
  const said = /^CA Issuers - URI:(\S+)$/m.exec(infoAccess ?? '')?.[1];
  return said && URL.canParse(said) ? new URL(said) : null;
}

function isGoodAt({ validFrom, validTo }: X509Certificate, now: number): boolean {
  return Date.parse(validFrom) <= now && now <= Date.parse(validTo);
}

/** Its alternative names; the common name where it has none. */
function namesOf({ subjectAltName, subject }: X509Certificate): string[] {
  const names = (subjectAltName ?? '')
    .split(', ')
    .flatMap((entry) => (entry.startsWith('DNS:') ? [entry.slice(4)] : []));
  if (names.length > 0) return names;
  return subject.split('\n').flatMap((line) => (line.startsWith('CN=') ? [line.slice(3)] : []));
}
