import { X509Certificate } from 'node:crypto';

const deepest = 5;

/**
 * The certificate at the head of `pem`, if it is good today, for a name below `domain`, and vouched for by one of `roots`
 * through the others in `pem`. Throws what is wrong with it.
 */
export function requireTrusted(
  pem: string,
  { roots, domain, now }: { roots: X509Certificate[]; domain: string; now: number },
): X509Certificate {
  const [leaf, ...others] = parsePem(pem);
  if (!leaf) throw new Error('is no certificate');
  if (!namesOf(leaf).some((name) => name.endsWith(`.${domain}`))) throw new Error(`is not for a name below ${domain}`);
  let current = leaf;
  for (let depth = 0; depth < deepest; depth++) {
    if (!isGoodAt(current, now)) throw new Error('is not valid today, or was signed by one that is not');
    const isBy = (issuer: X509Certificate) => current.checkIssued(issuer) && current.verify(issuer.publicKey);
    if (roots.some((root) => isGoodAt(root, now) && isBy(root))) return leaf;
    const issuer = others.find((other) => other.ca && other !== current && isBy(other));
    if (!issuer) break;
    current = issuer;
  }
  throw new Error('is vouched for by nobody who is trusted');
}

export function parsePem(pem: string): X509Certificate[] {
  const texts = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  return texts.map((text) => new X509Certificate(text));
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
