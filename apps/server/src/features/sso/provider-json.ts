import { callProvider, ProviderError, refusalOfAddress } from '../../identity/provider-address.ts';

/** Gets a JSON object from an identity provider. Throws with the reason; redirects are not followed. */
export async function getProviderJson(
  address: string,
  hosts: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const refusal = refusalOfAddress(address, hosts);
  if (refusal) throw new ProviderError(`The identity provider ${refusal}`);
  const headers = { accept: 'application/json' };
  const response = await callProvider(new Request(address, { headers }), hosts);
  if (response.status !== 200)
    throw new ProviderError(`The identity provider answered ${response.status}`);
  const found: unknown = await response.json();
  if (typeof found !== 'object' || found === null)
    throw new ProviderError('The answer is no document');
  return found as Readonly<Record<string, unknown>>;
}
