import { expect, test } from 'vitest';
import { parseNetworks } from './networks.ts';

test('knows addresses of its networks, however they are written', () => {
  const venue = parseNetworks('192.0.2.0/24, 198.51.100.7,2001:db8::/32');
  for (const inside of ['192.0.2.200', '198.51.100.7', '2001:db8:1::1', '::ffff:192.0.2.1']) {
    expect([inside, venue.includes(inside)]).toEqual([inside, true]);
  }
  for (const outside of ['192.0.3.1', '198.51.100.8', '2001:db9::1', 'unknown', '']) {
    expect([outside, venue.includes(outside)]).toEqual([outside, false]);
  }
});

test('no list is no network', () => {
  expect(parseNetworks(' ').entries).toEqual([]);
  expect(parseNetworks('').includes('127.0.0.1')).toBe(false);
});

test.each(['example.org', '192.0.2.0/33', '192.0.2.0/', '192.0.2.0/24/8', '192.0.2', '10.0.0.1;', '2001:db8::/129'])(
  '%s is refused by its name',
  (wrong) => expect(() => parseNetworks(`127.0.0.1, ${wrong}`)).toThrow(wrong),
);
