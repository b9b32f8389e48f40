import { APIError } from '@better-auth/core/error';
import {
  createAuthorizationURL,
  type OAuth2Tokens,
  type OAuthProvider,
  validateAuthorizationCode,
} from '@better-auth/core/oauth2';
import { createRemoteJWKSet, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { OidcProvider } from '../oidc-providers.ts';

const LONGEST_MS = 10_000;
const SCOPES = ['openid', 'email', 'profile'];
/** Signatures by a key that only the provider has; never `none`, never a secret that we share. */
const ALGORITHMS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA'.split(' ');
const CLOCK_SECONDS = 60;

type Rules = {
  /** Signs people in by an ID token that somebody else asked for; only of a verified mail address. */
  readonly takesIdTokens: boolean;
};

type Endpoints = {
  readonly authorization: string;
  readonly token: string;
  readonly userInfo: string | undefined;
  readonly keys: JWTVerifyGetKey;
  readonly authentication: 'basic' | 'post';
};

/**
 * An OpenID Connect provider as the identity library wants it. What its discovery document says is asked for at first
 * use and again after a failure, so that neither a start nor a later sign-in depends on a provider that was away once.
 * ID tokens are always verified: signature, issuer, audience, expiry, age, and the nonce of this very sign-in.
 */
export function toProvider(
  { id, name, issuer, clientId, clientSecret }: OidcProvider,
  { takesIdTokens }: Rules,
): OAuthProvider<JWTPayload> {
  let found: Promise<Endpoints> | undefined;
  const endpoints = () => {
    found ??= discover(issuer).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
  const verify = async (token: string, nonce: string | undefined): Promise<JWTPayload> => {
    const { payload } = await jwtVerify(token, (await endpoints()).keys, {
      issuer,
      audience: clientId,
      algorithms: ALGORITHMS,
      maxTokenAge: '1h',
      clockTolerance: CLOCK_SECONDS,
      requiredClaims: ['sub', 'exp'],
    });
    const { azp, aud } = payload;
    if (azp === undefined ? Array.isArray(aud) && aud.length > 1 : azp !== clientId)
      throw new Error('The token was issued to another party');
    if (payload['nonce'] !== nonce) throw new Error('The token belongs to another sign-in');
    return payload;
  };
  return {
    id,
    name,
    issuer,
    requiresIdTokenNonce: true,
    accountSubject: ({ profile }) => profile.sub ?? '',
    idToken: {
      verify: (token, nonce) =>
        verify(token, nonce).then(
          (claims) => takesIdTokens && isVerified(claims),
          () => false,
        ),
    },
    createAuthorizationURL: async ({ state, codeVerifier, redirectURI, idTokenNonce }) =>
      createAuthorizationURL({
        id,
        options: { clientId, clientSecret },
        authorizationEndpoint: (await endpoints().catch(refuse)).authorization,
        state,
        codeVerifier,
        scopes: SCOPES,
        redirectURI,
        ...(idTokenNonce !== undefined && { nonce: idTokenNonce }),
      }),
    validateAuthorizationCode: async ({ code, codeVerifier, redirectURI }) => {
      const { token, authentication } = await endpoints();
      return validateAuthorizationCode({
        code,
        redirectURI,
        options: { clientId, clientSecret },
        tokenEndpoint: token,
        authentication,
        ...(codeVerifier !== undefined && { codeVerifier }),
      });
    },
    getUserInfo: async (tokens) => {
      const { idToken, expectedIdTokenNonce } = tokens;
      if (idToken === undefined) return null;
      // A token that came by itself was verified before, with the nonce that came along.
      const isRedirect = expectedIdTokenNonce !== undefined || tokens.accessToken !== undefined;
      const claims = await verify(
        idToken,
        isRedirect ? expectedIdTokenNonce : nonceOf(idToken),
      ).catch(() => undefined);
      if (!claims) return null;
      const { userInfo } = await endpoints();
      const profile = await withUserInfo(claims, tokens, userInfo).catch(() => claims);
      const { email, name: person, picture } = profile;
      return {
        user: {
          email: typeof email === 'string' ? email.toLowerCase() : null,
          emailVerified: isVerified(profile),
          ...(typeof person === 'string' && { name: person }),
          ...(typeof picture === 'string' && { image: picture }),
        },
        data: profile,
      };
    },
  };
}

/** An error of the library's own kind, which comes out of it as an answer. */
function refuse(cause: unknown): never {
  throw new APIError('BAD_GATEWAY', { code: 'PROVIDER_UNREACHABLE', cause });
}

function isVerified({ email_verified: verified }: JWTPayload): boolean {
  return verified === true || verified === 'true';
}

function nonceOf(idToken: string): string | undefined {
  const [, claims = ''] = idToken.split('.');
  const { nonce } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { nonce?: string };
  return nonce;
}

/** Some providers say the mail address only at their user info endpoint. */
async function withUserInfo(
  claims: JWTPayload,
  { accessToken }: OAuth2Tokens,
  endpoint: string | undefined,
): Promise<JWTPayload> {
  if (claims['email'] !== undefined || endpoint === undefined || accessToken === undefined)
    return claims;
  const more = await getJson(endpoint, { authorization: `Bearer ${accessToken}` });
  // Claims about somebody else must not become this person's.
  return more['sub'] === claims.sub ? { ...more, ...claims } : claims;
}

async function discover(issuer: string): Promise<Endpoints> {
  const document = await getJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const text = (key: string) => {
    const value = document[key];
    if (typeof value !== 'string') throw new Error(`The provider does not name its ${key}`);
    return value;
  };
  if (text('issuer') !== issuer) throw new Error('The provider calls itself by another issuer');
  const userInfo = document['userinfo_endpoint'];
  const methods = document['token_endpoint_auth_methods_supported'];
  const posts = Array.isArray(methods) && !methods.includes('client_secret_basic');
  return {
    authorization: text('authorization_endpoint'),
    token: text('token_endpoint'),
    userInfo: typeof userInfo === 'string' ? userInfo : undefined,
    keys: createRemoteJWKSet(new URL(text('jwks_uri')), { timeoutDuration: LONGEST_MS }),
    authentication: posts ? 'post' : 'basic',
  };
}

async function getJson(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, unknown>>> {
  const signal = AbortSignal.timeout(LONGEST_MS);
  const response = await fetch(url, { headers, redirect: 'error', signal });
  if (!response.ok) throw new Error(`The provider answered ${response.status}`);
  return (await response.json()) as Readonly<Record<string, unknown>>;
}
