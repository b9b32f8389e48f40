import type { IdentityDeps } from '../../deps.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import { toLibrary } from '../../http/cookies.ts';
import { isOwnPath } from '../../http/own-path.ts';
import type { LibraryAnswer } from '../../identity/library/call.ts';
import { hashToUuid } from '../../identity/hash-secret.ts';
import { parseOidcProviders } from '../../identity/oidc-providers.ts';
import { NotUniqueError } from '../../identity/store/store.ts';
import { finishLogin, type LoginResult, type Asker } from '../identity/verbs.ts';
import { endBrowserLogin, startFailed } from './browser-login.ts';

export { endBrowserLogin, hasPending, reasonOf, refuse, startFailed } from './browser-login.ts';

const TOKEN_MS = 3_600_000;
const AMR = ['social'];

type Kind = 'google' | 'facebook' | 'x' | 'oidc';
type Provider = { readonly id: string; readonly name: string; readonly kind: Kind };

export function listSignInProviders({ config }: Pick<IdentityDeps, 'config'>) {
  const { GOOGLE_CLIENT_ID, FACEBOOK_CLIENT_ID, X_CLIENT_ID, OIDC_PROVIDERS } = config;
  const items: Provider[] = parseOidcProviders(OIDC_PROVIDERS).providers.map(({ id, name }) => ({
    id,
    name,
    kind: 'oidc',
  }));
  if (X_CLIENT_ID !== '') items.unshift({ id: 'x', name: 'X', kind: 'x' });
  if (FACEBOOK_CLIENT_ID !== '')
    items.unshift({ id: 'facebook', name: 'Facebook', kind: 'facebook' });
  if (GOOGLE_CLIENT_ID !== '') items.unshift({ id: 'google', name: 'Google', kind: 'google' });
  return { items, googleClientId: GOOGLE_CLIENT_ID === '' ? null : GOOGLE_CLIENT_ID };
}

/** The address where a provider asks who somebody is, and the cookies by which this browser is known again. */
export async function startSocial(
  deps: IdentityDeps,
  { provider, redirectTo = '/' }: { provider: string; redirectTo?: string | undefined },
  asker: Asker,
) {
  await deps.throttle.fromNetwork('elsewhere', asker.address);
  const { identity } = deps;
  getProvider(deps, provider);
  if (!isOwnPath(redirectTo))
    throw new AppError('redirect_refused', 'Only a path of a page of this server may follow');
  const answer = await identity.call({
    path: '/sign-in/social',
    body: {
      provider,
      callbackURL: identity.publicUrl + redirectTo,
      errorCallbackURL: `${identity.publicUrl}/sign-in`,
      disableRedirect: true,
    },
    address: asker.address,
    userAgent: asker.userAgent,
  });
  const { url } = (answer.body ?? {}) as { url?: string };
  if (url === undefined) throw startFailed(answer);
  return { url, cookies: answer.cookies };
}

/** Ends what `startSocial` began, in the same browser. */
export async function finishSocial(
  deps: IdentityDeps,
  provider: string,
  query: Readonly<Record<string, string>>,
  asker: Asker,
) {
  await deps.throttle.fromNetwork('elsewhere', asker.address);
  getProvider(deps, provider);
  const answer = await deps.identity.call({
    path: `/callback/${provider}`,
    method: 'GET',
    query,
    cookies: toLibrary(deps.identity.publicUrl, asker.cookies),
    address: asker.address,
    userAgent: asker.userAgent,
  });
  return endBrowserLogin(deps, answer, asker, { amr: AMR, detail: { provider } });
}

type GoogleToken = { readonly id_token: string; readonly nonce?: string | undefined };

/** Signs in who brings an ID token that Google issued to our client; each token once. */
export async function signInByGoogle(
  deps: IdentityDeps,
  { id_token: token, nonce }: GoogleToken,
  asker: Asker,
): Promise<LoginResult> {
  await deps.throttle.fromNetwork('elsewhere', asker.address);
  getProvider(deps, 'google');
  const { address, userAgent } = asker;
  const answer = await deps.identity.call({
    path: '/sign-in/social',
    body: { provider: 'google', idToken: { token, ...(nonce !== undefined && { nonce }) } },
    cookies: toLibrary(deps.identity.publicUrl, asker.cookies),
    address,
    userAgent,
  });
  const isGood = answer.status === 200 && (await isFirstUse(deps, token));
  if (isGood) return finishLogin(deps, answer, asker, AMR);
  if (answer.login) await deps.identity.endLogin(answer.login.loginSessionId);
  await deps.audit.append({
    action: 'login.social',
    result: 'refused',
    actorId: null,
    address,
    userAgent,
    detail: { provider: 'google' },
  });
  throw new AppError(googleRefusalOf(answer), 'Google’s token was not taken');
}

function googleRefusalOf({ body }: LibraryAnswer): ErrorCode {
  const { message = '', code = '' } = (body ?? {}) as { message?: string; code?: string };
  if (message === 'account not linked') return 'account_exists';
  return code === 'signup_disabled' ? 'sign_up_closed' : 'provider_refused';
}

/** Whoever overheard a token must not sign in with it, too. */
async function isFirstUse({ identity, now }: IdentityDeps, token: string): Promise<boolean> {
  const at = now();
  // A signature can be written in several ways, as padding and the last bits are not read; what it signs in one only.
  const signed = token.slice(0, token.lastIndexOf('.'));
  const identifier = `google-token-${hashToUuid(signed)}`;
  try {
    await identity.store.create('verification', {
      id: hashToUuid(identifier),
      identifier,
      value: '',
      expiresAt: new Date(at.getTime() + TOKEN_MS),
      createdAt: at,
      updatedAt: at,
    });
    return true;
  } catch (error) {
    if (error instanceof NotUniqueError) return false;
    throw error;
  }
}

function getProvider(deps: IdentityDeps, id: string): Provider {
  const provider = listSignInProviders(deps).items.find((one) => one.id === id);
  if (!provider) throw new AppError('provider_unknown', 'There is no such provider');
  return provider;
}
