import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { toLibrary } from '../../http/cookies.ts';
import { isOwnPath } from '../../http/own-path.ts';
import type { BrowserLogin } from '../../http/send-on.ts';
import { domainOf } from '../../identity/library/gate.ts';
import { refusalOfAddress } from '../../identity/provider-address.ts';
import type { Row } from '../../identity/store/store.ts';
import { readChallenge, type Asker } from '../identity/verbs.ts';
import { endBrowserLogin, startFailed } from '../social/verbs.ts';
import { joinTeam } from './queries.ts';
import { bindBrowser, handOff, type SamlForm, takeHandOff } from './saml-browser.ts';
import type { SamlSettings } from './saml.ts';

const AMR = ['sso'];

/** The address where the identity provider of a mail address asks who somebody is. Throws `sso_not_available`. */
export async function startSso(
  deps: Deps,
  { email, redirectTo = '/' }: { email: string; redirectTo?: string | undefined },
  asker: Asker,
) {
  await deps.throttle.fromNetwork('elsewhere', asker.address);
  const { identity } = deps;
  if (!isOwnPath(redirectTo))
    throw new AppError('redirect_refused', 'Only a path of a page of this server may follow');
  const domain = domainOf(email);
  const provider = await identity.store.findOne('ssoProvider', [
    { field: 'domain', value: domain },
    { field: 'domainVerified', value: true },
  ]);
  if (!provider) throw notAvailable();
  const answer = await identity.call({
    path: '/sign-in/sso',
    body: {
      providerId: String(provider['providerId']),
      loginHint: email,
      callbackURL: identity.publicUrl + redirectTo,
      errorCallbackURL: `${identity.publicUrl}/sign-in`,
    },
    address: asker.address,
    userAgent: asker.userAgent,
  });
  const { url } = (answer.body ?? {}) as { url?: string };
  if (url === undefined || refusalOfAddress(url, deps.config.SSO_HOSTS)) throw startFailed(answer);
  if (provider['samlConfig'] === null) return { url, cookies: answer.cookies };
  return { url, cookies: [await bindBrowser(deps, url)] };
}

/** Ends an OpenID Connect sign-in, in the browser that began it. */
export async function finishOidc(
  deps: Deps,
  providerId: string,
  query: Readonly<Record<string, string>>,
  asker: Asker,
): Promise<BrowserLogin> {
  await deps.throttle.fromNetwork('elsewhere', asker.address);
  const provider = await getProvider(deps, providerId);
  const answer = await deps.identity.call({
    path: `/sso/callback/${encodeURIComponent(providerId)}`,
    method: 'GET',
    query,
    cookies: toLibrary(deps.identity.publicUrl, asker.cookies),
    address: asker.address,
    userAgent: asker.userAgent,
  });
  const way = { amr: AMR, detail: { providerId }, teamId: teamOf(provider) };
  return admit(deps, provider, await endBrowserLogin(deps, answer, asker, way));
}

/** Checks what a SAML identity provider posted; the address where the browser that began this goes on. */
export async function takeSamlResponse(
  deps: Deps,
  providerId: string,
  form: SamlForm,
  asker: Asker,
): Promise<string> {
  try {
    await deps.throttle.fromNetwork('elsewhere', asker.address);
    const provider = await getProvider(deps, providerId);
    return await handOff(deps, { providerId, teamId: teamOf(provider) }, form, asker);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return `/sign-in?${new URLSearchParams({ error: error.code })}`;
  }
}

/** Ends a SAML sign-in, in the browser that began it. */
export async function finishSaml(deps: Deps, ticket: string, asker: Asker): Promise<BrowserLogin> {
  await deps.throttle.fromNetwork('elsewhere', asker.address);
  const { providerId, answer } = await takeHandOff(deps, ticket, asker);
  const provider = await getProvider(deps, providerId);
  const way = { amr: AMR, detail: { providerId }, teamId: teamOf(provider) };
  return admit(deps, provider, await endBrowserLogin(deps, answer, asker, way));
}

/** What a SAML identity provider wants to know of us. */
export async function getSamlMetadata(deps: Deps, providerId: string): Promise<string> {
  const { samlConfig } = await getProvider(deps, providerId);
  if (typeof samlConfig !== 'string') throw notAvailable();
  return (JSON.parse(samlConfig) as SamlSettings).spMetadata.metadata;
}

/** Makes who came by a team's identity provider a viewer of the team. */
async function admit(deps: Deps, provider: Row, login: BrowserLogin): Promise<BrowserLogin> {
  const { result } = login;
  const userId =
    result.kind === 'tokens' ? result.tokens.userId : readChallenge(deps, result.challenge).userId;
  const teamId = teamOf(provider);
  if (await joinTeam(deps.db, { teamId, userId, at: deps.now() }))
    await deps.audit.append({
      action: 'member.joined',
      result: 'done',
      actorId: userId,
      teamId,
      targetKind: 'driver',
      targetId: userId,
      detail: { via: 'sso', role: 'viewer' },
    });
  return login;
}

async function getProvider({ identity }: Deps, providerId: string): Promise<Row> {
  const where = [
    { field: 'providerId', value: providerId },
    { field: 'domainVerified', value: true },
  ];
  const provider = await identity.store.findOne('ssoProvider', where);
  if (!provider) throw notAvailable();
  return provider;
}

function teamOf(provider: Row): string {
  return String(provider['organizationId']);
}

/** The same for every domain without single sign-on, whether we know of it or not. */
function notAvailable(): AppError {
  return new AppError('sso_not_available', 'Single sign-on is not available for this address');
}
