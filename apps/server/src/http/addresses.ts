import { BlockList, isIP, isIPv4 } from 'node:net';

/**
 * A network address in its plainest form: an IPv4 address that came over IPv6 is itself, a zone is left out. Null for what
 * is none, such as that of a local socket.
 */
export function plainAddress(text: string): string | null {
  const address = text.trim().replace(/%.*$/, '').toLowerCase();
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/.exec(address)?.[1];
  const plain = mapped ?? address;
  return isIP(plain) === 0 ? null : plain;
}

type Network = { readonly address: string; readonly bits: number };

/** An address, or a network as `192.0.2.0/24`; undefined for what is neither. */
export function parseNetwork(text: string): string | undefined {
  const network = toNetwork(text);
  return network && `${network.address}/${network.bits}`;
}

/** Whether an address lies in one of the networks; in none where it is no address. */
export function isInNetworks(address: string, networks: readonly string[]): boolean {
  const plain = plainAddress(address);
  if (plain === null) return false;
  const list = new BlockList();
  for (const text of networks) {
    const network = toNetwork(text);
    if (network) list.addSubnet(network.address, network.bits, familyOf(network.address));
  }
  return list.check(plain, familyOf(plain));
}

function toNetwork(text: string): Network | undefined {
  const [, before = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const address = plainAddress(before);
  if (address === null || before.includes('%')) return undefined;
  const most = isIPv4(address) ? 32 : 128;
  const count = bits === undefined ? most : Number(bits);
  return count <= most ? { address, bits: count } : undefined;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}
