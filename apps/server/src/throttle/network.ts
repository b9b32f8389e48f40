import { isIPv6 } from 'node:net';

/** What one household or machine can choose its addresses from: an IPv4 address itself, the /64 of an IPv6 one. */
export function networkOf(address: string): string {
  const [plain = ''] = address.split('%');
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const parts = head.split(':').filter((part) => part !== '');
  const rest = (tail ?? '').split(':').filter((part) => part !== '');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - parts.length - rest.length);
  const all = [...parts, ...Array.from({ length: zeros }, () => '0'), ...rest];
  const prefix = all.slice(0, 4).map((part) => Number.parseInt(part, 16).toString(16));
  return `${prefix.join(':')}::/64`;
}
