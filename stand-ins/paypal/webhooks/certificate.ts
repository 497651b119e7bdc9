import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** One certificate as PEM, with the key that it speaks for. */
export type Certificate = { pem: string; name: string; key: KeyObject };

type Wanted = {
  name: string;
  isAuthority: boolean;
  issuer: Certificate | null;
  now: Date;
  /** Where the issuer's own certificate can be had, said in this one. */
  issuerUrl?: string;
};

const years = 10;

/** X.509 v3, RSA 2048, SHA-256; without an issuer it signs itself. Node reads certificates and cannot write them. */
export function createCertificate({ name, isAuthority, issuer, now, issuerUrl }: Wanted): Certificate {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const until = new Date(now);
  until.setUTCFullYear(now.getUTCFullYear() + years);
  const extensions = [
    // basicConstraints, critical
    sequence(oid('2.5.29.19'), boolean(true), octets(isAuthority ? sequence(boolean(true)) : sequence())),
    isAuthority
      ? // keyUsage: keyCertSign
        sequence(oid('2.5.29.15'), boolean(true), octets(Buffer.from([0x03, 0x02, 0x02, 0x04])))
      : // subjectAltName: a dNSName
        sequence(oid('2.5.29.17'), octets(sequence(der(0x82, Buffer.from(name, 'ascii'))))),
  ];
  if (issuerUrl) {
    // authorityInfoAccess: caIssuers, a URI
    const place = sequence(oid('1.3.6.1.5.5.7.48.2'), der(0x86, Buffer.from(issuerUrl, 'ascii')));
    extensions.push(sequence(oid('1.3.6.1.5.5.7.1.1'), octets(sequence(place))));
  }
  const toBeSigned = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    // Positive, and no leading zero.
    integer(Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
    sha256WithRsa(),
    commonName(issuer?.name ?? name),
    sequence(time(new Date(now.getTime() - 60_000)), time(until)),
    commonName(name),
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', toBeSigned, issuer?.key ?? privateKey);
  const certificate = sequence(toBeSigned, sha256WithRsa(), der(0x03, Buffer.from([0]), signature));
  return { pem: toPem(certificate), name, key: privateKey };
}

/** Tag, length, value: what ASN.1's DER is made of. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  if (value.length < 0x80) return Buffer.concat([Buffer.from([tag, value.length]), value]);
  const length = Buffer.from(value.length.toString(16).padStart(value.length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, value]);
}

const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
const integer = (bytes: Buffer) => der(0x02, bytes);
const boolean = (value: boolean) => der(0x01, Buffer.from([value ? 0xff : 0]));
const octets = (value: Buffer) => der(0x04, value);
const sha256WithRsa = () => sequence(oid('1.2.840.113549.1.1.11'), der(0x05));
const commonName = (name: string) => sequence(der(0x31, sequence(oid('2.5.4.3'), der(0x0c, Buffer.from(name)))));

/** UTCTime, which ends with 2049. */
const time = (date: Date) => der(0x17, Buffer.from(`${date.toISOString().replace(/\D/g, '').slice(2, 14)}Z`, 'ascii'));

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return der(0x06, Buffer.from(bytes));
}

function toPem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
