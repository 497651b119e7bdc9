import { z } from 'zod';

const loopback = ['127.0.0.1', 'localhost', '::1'];

/** Where a stand-in listens: this machine alone. */
export const ownHost = z.string().default('127.0.0.1');

/** In containers, where whoever starts them says so, the whole of their private network: who else gets in is then the network's
 *  affair, as 127.0.0.1 would be the container itself. */
export const standIns = z.enum(['allowed', 'refused']).optional();

export const mayListenAt = (host: string, allowed: z.infer<typeof standIns>): boolean =>
  loopback.includes(host) || (host === '0.0.0.0' && allowed === 'allowed');

export const isOwnAddress = (address: string): boolean =>
  loopback.includes(new URL(address).hostname.replace(/[[\]]/g, ''));

/** Whom a stand-in may tell of what it has: this machine, and in containers one beside it, by the name that it has there alone. */
export const mayTell = (address: string, allowed: z.infer<typeof standIns>): boolean =>
  isOwnAddress(address) || (allowed === 'allowed' && /^[a-z0-9-]+$/.test(new URL(address).hostname));

/** Names by which a browser on this machine asks, and the one a container beside it asks by. A name elsewhere that somebody has
 *  pointed at this machine is none of them. */
export const isKnownName = (hostHeader: string | undefined, service: string): boolean =>
  ['127.0.0.1', 'localhost', '[::1]', service].includes((hostHeader ?? '').replace(/:\d+$/, ''));
