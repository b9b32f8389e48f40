import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

/**
 * Looks a name up once and answers with the allowed addresses only, so that what was checked is what is called.
 * `refusalOf`: why an address may not be called under that name, undefined where it may.
 */
export function checkedLookup(
  refusalOf: (address: string, hostname: string) => Error | undefined,
): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0);
      const refusals = found.map(({ address }) => refusalOf(address, hostname.toLowerCase()));
      const allowed = found.filter((_, i) => refusals[i] === undefined);
      const [first] = allowed;
      if (!first) return callback(refusals[0] ?? new Error(`${hostname} has no address`), '', 0);
      if (options.all) return callback(null, allowed);
      return callback(null, first.address, first.family);
    });
  };
}
