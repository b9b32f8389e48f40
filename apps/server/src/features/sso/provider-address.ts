import { isPublicRoutableHost } from '@better-auth/core/utils/host';
import { lookup } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';

// The address of an identity provider comes from the admin of a team, and the server calls it: it must not become a way
// to what only this machine or its network reaches. Public addresses by https only, unless the host is one of SSO_HOSTS.

const LONGEST_MS = 10_000;
const LARGEST_BYTES = 256 * 1024;

/** What an identity provider did wrong, in words for the admin of its team; other errors might tell of our network. */
export class ProviderError extends Error {
  override name = 'ProviderError';
}

/** What is wrong with an address as it is written, undefined where nothing is. */
export function refusalOfAddress(text: string, hosts: readonly string[]): string | undefined {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return 'has no address https://…';
  if (url.username !== '' || url.password !== '') return 'has a password in its address';
  if (isListed(url.hostname, hosts)) return undefined;
  if (url.protocol !== 'https:') return 'must be reached by https';
  if (!isPublicRoutableHost(url.hostname)) return 'is not on the public internet';
  return undefined;
}

/** Gets a JSON object from an identity provider. Throws with the reason; redirects are not followed. */
export async function getProviderJson(
  address: string,
  hosts: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const refusal = refusalOfAddress(address, hosts);
  if (refusal) throw new ProviderError(`The identity provider ${refusal}`);
  const url = new URL(address);
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const text = await new Promise<string>((resolve, reject) => {
    const call = request(
      url,
      {
        agent: false,
        lookup: publicLookup(hosts),
        signal: AbortSignal.timeout(LONGEST_MS),
        headers: { accept: 'application/json', 'user-agent': 'Outlap' },
      },
      (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('error', reject);
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > LARGEST_BYTES) response.destroy(new ProviderError('The answer is too large'));
          else chunks.push(chunk);
        });
        response.on('end', () => {
          if (response.statusCode === 200) resolve(Buffer.concat(chunks).toString('utf8'));
          else
            reject(new ProviderError(`The identity provider answered ${response.statusCode ?? 0}`));
        });
      },
    );
    call.on('error', reject);
    call.end();
  });
  const found: unknown = JSON.parse(text);
  if (typeof found !== 'object' || found === null)
    throw new ProviderError('The answer is no document');
  return found as Readonly<Record<string, unknown>>;
}

/** What was checked is what is called: names are looked up once. */
function publicLookup(hosts: readonly string[]): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0);
      const listed = isListed(hostname, hosts);
      const allowed = found.filter(({ address }) => listed || isPublicRoutableHost(address));
      const [first] = allowed;
      if (!first)
        return callback(new ProviderError(`${hostname} is not on the public internet`), '', 0);
      if (options.all) return callback(null, allowed);
      return callback(null, first.address, first.family);
    });
  };
}

function isListed(hostname: string, hosts: readonly string[]): boolean {
  return hosts.some((host) => host.toLowerCase() === hostname.toLowerCase());
}
