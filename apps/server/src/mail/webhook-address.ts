import { BlockList, isIP, type LookupFunction } from 'node:net';
import { checkedLookup } from '../http/checked-lookup.ts';

// A webhook must not become a way to what only this machine reaches. Refused are link-local addresses, where clouds keep
// the secrets of a machine, other clouds' places of the same kind, multicast and addresses that are none; loopback unless
// its host name is listed in WEBHOOK_HOSTS. Other private addresses are allowed where the server itself is for the house:
// its automation is there. A server with a public address has users whom its network is no business of, and who would learn
// from the answers what there is: there they have to be listed, too.

const never = new BlockList();
never.addSubnet('0.0.0.0', 8, 'ipv4');
never.addSubnet('169.254.0.0', 16, 'ipv4');
never.addAddress('100.100.100.200', 'ipv4');
never.addAddress('192.0.0.192', 'ipv4');
never.addSubnet('224.0.0.0', 3, 'ipv4');
never.addAddress('::', 'ipv6');
never.addSubnet('fe80::', 10, 'ipv6');
never.addSubnet('ff00::', 8, 'ipv6');
never.addAddress('fd00:ec2::254', 'ipv6');
// Addresses that stand for IPv4 ones behind a translator.
never.addSubnet('64:ff9b::', 96, 'ipv6');
never.addSubnet('2002::', 16, 'ipv6');

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const near = new BlockList();
near.addSubnet('10.0.0.0', 8, 'ipv4');
near.addSubnet('100.64.0.0', 10, 'ipv4');
near.addSubnet('172.16.0.0', 12, 'ipv4');
near.addSubnet('192.0.0.0', 24, 'ipv4');
near.addSubnet('192.168.0.0', 16, 'ipv4');
near.addSubnet('198.18.0.0', 15, 'ipv4');
near.addSubnet('fc00::', 7, 'ipv6');
near.addSubnet('fec0::', 10, 'ipv6');
near.addSubnet('64:ff9b:1::', 48, 'ipv6');

/** For whom the server is: for one house and its network, or for people anywhere. */
export type Reach = 'house' | 'public';

const HOUSE_NAME = /^[^.]*$|\.(?:local|localhost|lan|home|internal|home\.arpa|test|invalid)$/;

/** What the address of the server says of that. */
export function reachOf(publicUrl: string): Reach {
  const url = URL.parse(publicUrl);
  if (!url) return 'house';
  const host = hostOf(url);
  const family = isIP(host) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(host))
    return [never, loopback, near].some((list) => list.check(host, family)) ? 'house' : 'public';
  return HOUSE_NAME.test(host) ? 'house' : 'public';
}

/** Why an address may not be called, undefined where it may. `listed`: its host is one of WEBHOOK_HOSTS. */
export function refusalOfAddress(
  address: string,
  listed: boolean,
  reach: Reach = 'house',
): string | undefined {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (never.check(address, family)) return `${address} is not an address for webhooks`;
  if (!listed && loopback.check(address, family))
    return `${address} is this machine; its name must be listed in WEBHOOK_HOSTS`;
  if (!listed && reach === 'public' && near.check(address, family))
    return `${address} is in this server’s own network; its name must be listed in WEBHOOK_HOSTS`;
  return undefined;
}

/** What is wrong with the address of a webhook as it is written; names are looked up only when it is called. */
export function refusalOfUrl(
  text: string,
  hosts: readonly string[],
  reach: Reach = 'house',
): string | undefined {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return 'A webhook has an address http(s)://…';
  if (url.username !== '' || url.password !== '')
    return 'A webhook’s address has no password in it';
  const host = hostOf(url);
  const address = isIP(host) ? host : host === 'localhost' ? '127.0.0.1' : undefined;
  return address && refusalOfAddress(address, hosts.includes(host), reach);
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
}

export function guardedLookup(hosts: readonly string[], reach: Reach = 'house'): LookupFunction {
  return checkedLookup((address, hostname) => {
    const refusal = refusalOfAddress(address, hosts.includes(hostname), reach);
    return refusal === undefined ? undefined : new Error(refusal);
  });
}
