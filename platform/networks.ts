import { BlockList, isIP } from 'node:net';

/** Whether an address is one of `list`: addresses or networks (`192.0.2.0/24`), comma-separated. Throws where it is neither. */
export function parseNetworks(list: string): { entries: string[]; includes(address: string): boolean } {
  const entries = list
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
  const networks = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix, ...rest] = entry.split('/');
    const family = isIP(address);
    const bits = prefix === undefined ? (family === 6 ? 128 : 32) : Number(prefix);
    const isNetwork =
      family !== 0 && rest.length === 0 && /^\d*$/.test(prefix ?? '') && bits <= (family === 6 ? 128 : 32);
    if (!isNetwork || prefix === '') throw new Error(`${entry} is neither an address nor a network`);
    networks.addSubnet(address, bits, family === 6 ? 'ipv6' : 'ipv4');
  }
  return {
    entries,
    includes(given) {
      // What a socket that listens on IPv6 says of an IPv4 client.
      const address = given.replace(/^::ffff:(?=\d+\.)/i, '');
      const family = isIP(address);
      return family !== 0 && networks.check(address, family === 6 ? 'ipv6' : 'ipv4');
    },
  };
}
