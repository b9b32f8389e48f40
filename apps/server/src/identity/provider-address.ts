import { isPublicRoutableHost } from '@better-auth/core/utils/host';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { checkedLookup } from '../http/checked-lookup.ts';

// The address of an identity provider comes from the admin of a team, and the server calls it: it must not become a way
// to what only this machine or its network reaches. Public addresses by https only, unless the host is one of SSO_HOSTS.

const LONGEST_MS = 10_000;
const LARGEST_BYTES = 256 * 1024;
const WITHOUT_BODY: readonly number[] = [204, 205, 304];

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

/** Calls an identity provider at the very address that was checked. Redirects are not followed. Throws with the reason. */
export async function callProvider(asked: Request, hosts: readonly string[]): Promise<Response> {
  const refusal = refusalOfAddress(asked.url, hosts);
  if (refusal) throw new ProviderError(`The identity provider ${refusal}`);
  const url = new URL(asked.url);
  const body = Buffer.from(await asked.arrayBuffer());
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      {
        method: asked.method,
        agent: false,
        lookup: checkedLookup((address, hostname) =>
          isListed(hostname, hosts) || isPublicRoutableHost(address)
            ? undefined
            : new ProviderError(`${hostname} is not on the public internet`),
        ),
        signal: AbortSignal.any([asked.signal, AbortSignal.timeout(LONGEST_MS)]),
        headers: {
          ...Object.fromEntries(asked.headers),
          'user-agent': 'Outlap',
          ...(body.length > 0 && { 'content-length': body.length }),
        },
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
          const { statusCode: status = 0, headers } = response;
          const kept = ['content-type', 'location'].flatMap((name): [string, string][] =>
            headers[name] === undefined ? [] : [[name, String(headers[name])]],
          );
          const text = WITHOUT_BODY.includes(status) ? null : Buffer.concat(chunks);
          resolve(new Response(text, { status, headers: kept }));
        });
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

function isListed(hostname: string, hosts: readonly string[]): boolean {
  return hosts.some((host) => host.toLowerCase() === hostname.toLowerCase());
}
