import { AppError } from '../../errors.ts';
import { ProviderError, refusalOfAddress } from '../../identity/provider-address.ts';
import { getProviderJson } from './provider-json.ts';

export type OidcInput = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
};

/** As the identity library keeps it. */
export type OidcSettings = OidcInput & {
  readonly discoveryEndpoint: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly jwksEndpoint: string;
  readonly tokenEndpointAuthentication: 'client_secret_basic' | 'client_secret_post';
  readonly pkce: true;
  readonly scopes: readonly string[];
  readonly userInfoEndpoint?: string;
};

/** Asks the provider for its endpoints; each of them must be where the server may call. Throws `sso_invalid`. */
export async function discoverOidc(
  { issuer, clientId, clientSecret }: OidcInput,
  hosts: readonly string[],
): Promise<OidcSettings> {
  const discoveryEndpoint = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = await getProviderJson(discoveryEndpoint, hosts).catch((error: unknown) => {
    const said = error instanceof ProviderError ? error.message : undefined;
    throw invalid(said ?? 'The identity provider cannot be reached', error);
  });
  if (document['issuer'] !== issuer) throw invalid('The provider calls itself by another issuer');
  const endpoint = (key: string) => {
    const address = document[key];
    if (typeof address !== 'string') throw invalid(`The provider does not name its ${key}`);
    const refusal = refusalOfAddress(address, hosts);
    if (refusal) throw invalid(`The ${key} of the provider ${refusal}`);
    return address;
  };
  const methods = document['token_endpoint_auth_methods_supported'];
  const posts = Array.isArray(methods) && !methods.includes('client_secret_basic');
  return {
    issuer,
    clientId,
    clientSecret,
    discoveryEndpoint,
    authorizationEndpoint: endpoint('authorization_endpoint'),
    tokenEndpoint: endpoint('token_endpoint'),
    jwksEndpoint: endpoint('jwks_uri'),
    ...('userinfo_endpoint' in document && { userInfoEndpoint: endpoint('userinfo_endpoint') }),
    tokenEndpointAuthentication: posts ? 'client_secret_post' : 'client_secret_basic',
    pkce: true,
    scopes: ['openid', 'email', 'profile'],
  };
}

function invalid(detail: string, cause?: unknown): AppError {
  return new AppError('sso_invalid', detail, { cause });
}
