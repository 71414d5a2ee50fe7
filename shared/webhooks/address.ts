import { BlockList, isIP } from 'node:net';

/**
 * Networks that a call from our side must never reach: what is not the public Internet by IANA's registries of special purpose addresses
 * (RFC 6890), the metadata services of clouds among them (169.254.169.254, fd00:ec2::254).
 */
const CLOSED_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Of IPv6 only global unicast is public; of that, what carries an IPv4 address inside or is no host's. */
const OPEN_V6 = ['2000::', 3] as const;
const CLOSED_V6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
  ['3ffe::', 16],
];

const closed = new BlockList();
for (const [network, bits] of CLOSED_V4) closed.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of CLOSED_V6) closed.addSubnet(network, bits, 'ipv6');
const open = new BlockList();
open.addSubnet(OPEN_V6[0], OPEN_V6[1], 'ipv6');

/** Whether an address is one of the public Internet; false for whatever is no address. */
export const isPublicAddress = (address: string): boolean => {
  const family = isIP(address);
  if (family === 4) return !closed.check(address, 'ipv4');
  if (family === 6) return open.check(address, 'ipv6') && !closed.check(address, 'ipv6');
  return false;
};

/** Why a webhook may not go to a URL, as the end of a sentence; undefined if it may, as far as its spelling tells. */
export const urlFlaw = (text: string): string | undefined => {
  const url = URL.parse(text);
  if (!url) return 'is no URL; give one such as https://shop.example.com/hooks';
  if (url.protocol !== 'https:') return 'must begin with https://';
  if (url.username !== '' || url.password !== '') return 'must hold no name or password; calls are signed instead';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0)
    return isPublicAddress(host) ? undefined : 'leads to an address that is not on the public Internet';
  if (!/^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}\.?$/.test(host))
    return 'must name a host of the public Internet, such as shop.example.com';
  if (/\.(local|localhost|internal|home\.arpa|test|invalid|example|onion)\.?$/.test(host))
    return 'names a host that is not on the public Internet';
  return undefined;
};
