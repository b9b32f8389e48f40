import type { OAuth2Server } from 'oauth2-mock-server';
import { base64url, SignJWT, generateKeyPair, UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { buildApp } from '../src/app.ts';
import { InjectBrowser } from './inject-browser.ts';
import { makeDriver } from './drivers.ts';
import { createTestApp, type TestApp } from './server.ts';
import { giveSecondFactor } from './team-sso.ts';
import {
  type Claims,
  type PlainProviders,
  startPlainProviders,
  startProvider,
  toRoutedFetch,
  toSetting,
} from './social-providers.ts';

const PUBLIC_URL = 'http://127.0.0.1:8000';
const GOOGLE = 'https://accounts.google.com';
const realFetch = globalThis.fetch;

let t: TestApp;
let app: Awaited<ReturnType<typeof buildApp>>;
let google: OAuth2Server;
let house: OAuth2Server;
let plain: PlainProviders;
let routes: ReadonlyMap<string, string>;
/** What the next ID token says besides. */
let claims: Claims = {};
let person = 0;

beforeAll(async () => {
  google = await startProvider(() => claims);
  house = await startProvider(() => claims);
  const houseIssuer = String(house.issuer.url);
  const googlePort = google.address().port;
  google.issuer.url = GOOGLE;
  plain = await startPlainProviders();
  routes = new Map([
    [GOOGLE, `http://127.0.0.1:${googlePort}`],
    ['https://graph.facebook.com', plain.origin],
    ['https://api.x.com', plain.origin],
  ]);
  vi.stubGlobal('fetch', toRoutedFetch(routes, realFetch));
  t = await createTestApp('embedded', {
    work: false,
    env: {
      PUBLIC_URL,
      GOOGLE_CLIENT_ID: 'google-client',
      GOOGLE_CLIENT_SECRET: 'google-secret',
      FACEBOOK_CLIENT_ID: 'facebook-client',
      FACEBOOK_CLIENT_SECRET: 'facebook-secret',
      X_CLIENT_ID: 'x-client',
      X_CLIENT_SECRET: 'x-secret',
      OIDC_PROVIDERS: toSetting({ house: houseIssuer, away: 'http://127.0.0.1:1' }),
    },
  });
  app = await buildApp(t.deps);
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await app.close();
  await t.close();
  await google.stop();
  await house.stop();
  await plain.close();
});
afterEach(() => {
  claims = {};
});

function newPerson(): { sub: string; email: string; email_verified: boolean; name: string } {
  person += 1;
  return {
    sub: `person-${person}`,
    email: `person-${person}@example.com`,
    email_verified: true,
    name: `Person ${person}`,
  };
}

async function begin(browser: InjectBrowser, provider = 'google', redirectTo = '/') {
  const answer = await browser.post('/auth/social', { provider, redirectTo });
  expect(answer.statusCode).toBe(200);
  return new URL(answer.json<{ url: string }>().url);
}

/** Lets the provider ask who somebody is; the address it sends the browser back to. */
async function consent(url: URL): Promise<URL> {
  const to = (routes.get(url.origin) ?? url.origin) + url.pathname + url.search;
  const answer = await realFetch(to, { redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '');
}

async function signIn(browser: InjectBrowser, provider = 'google', redirectTo = '/') {
  const back = await consent(await begin(browser, provider, redirectTo));
  return browser.get(back.href);
}

const errorOf = (location: unknown) =>
  new URL(String(location), PUBLIC_URL).searchParams.get('error');

async function me(browser: InjectBrowser) {
  return (await browser.get('/api/auth/me')).json<{ id: string; email: string; code?: string }>();
}

const findUser = (email: string) =>
  t.deps.identity.store.findOne('user', [{ field: 'email', value: email }]);

describe('which accounts are offered', () => {
  test('those that are configured, by their names', async () => {
    const { items, googleClientId } = (await app.inject('/auth/providers')).json<{
      items: { id: string; kind: string }[];
      googleClientId: string;
    }>();
    expect(items.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      'google google',
      'facebook facebook',
      'x x',
      'house oidc',
      'away oidc',
    ]);
    expect(googleClientId).toBe('google-client');
  });

  test.each(['github', 'twitter', 'credential', '__proto__'])('%s is unknown', async (provider) => {
    const browser = new InjectBrowser(app);
    expect((await browser.post('/auth/social', { provider })).json()).toMatchObject({
      status: 404,
      code: 'provider_unknown',
    });
    const back = await browser.get(`/auth/callback/${provider}?code=x&state=y`);
    expect(errorOf(back.headers.location)).toBe('provider_unknown');
  });

  test('one that is away says so, and is asked again', async () => {
    const answer = await new InjectBrowser(app).post('/auth/social', { provider: 'away' });
    expect(answer.json()).toMatchObject({ status: 502, code: 'provider_unreachable' });
  });
});

describe.each(['google', 'house'])('signing in with %s', (provider) => {
  test('makes an account, keeps the tokens in cookies and goes on to the page', async () => {
    claims = newPerson();
    const browser = new InjectBrowser(app);
    const url = await begin(browser, provider, '/sessions?view=mine');
    expect(url.searchParams.get('redirect_uri')).toBe(`${PUBLIC_URL}/auth/callback/${provider}`);
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    expect(url.searchParams.get('nonce')).toMatch(/.{20}/);
    const back = await consent(url);
    const answer = await browser.get(back.href, {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    });
    expect(answer.statusCode).toBe(302);
    expect(answer.headers.location).toBe('/sessions?view=mine');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toBe('');
    expect(await me(browser)).toMatchObject({
      email: claims['email'],
      emailVerified: true,
      name: claims['name'],
      roles: ['driver'],
    });
    // The same person finds the same account.
    const again = new InjectBrowser(app);
    await signIn(again, provider);
    expect((await me(again)).id).toBe((await me(browser)).id);
  });

  test('the account of a verified address is linked where the provider verified it, too', async () => {
    const who = newPerson();
    const id = t.deps.newId();
    await makeDriver(t.deps.identity.store, { id, now: t.deps.now(), email: who.email });
    claims = who;
    const browser = new InjectBrowser(app);
    await signIn(browser, provider);
    expect((await me(browser)).id).toBe(id);
  });

  test.each([
    ['the provider has not verified', { email_verified: false }, true],
    ['the provider says nothing of', { email_verified: undefined }, true],
    ['the account has not verified', { email_verified: true }, false],
  ])('an address that %s is not linked', async (_, said, verifiedHere) => {
    const who = newPerson();
    const id = t.deps.newId();
    const { store } = t.deps.identity;
    await makeDriver(store, { id, now: t.deps.now(), email: who.email });
    const mine = [{ field: 'id', value: id }];
    await store.update('user', mine, { emailVerified: verifiedHere });
    claims = { ...who, ...said };
    const browser = new InjectBrowser(app);
    const answer = await signIn(browser, provider);
    expect(errorOf(answer.headers.location)).toBe('account_exists');
    expect(await me(browser)).toMatchObject({ code: 'unauthorized' });
    expect(await store.findMany('account', [{ field: 'userId', value: id }])).toEqual([]);
  });

  test('who has a second factor is asked for it', async () => {
    const who = newPerson();
    const id = t.deps.newId();
    const { store } = t.deps.identity;
    await makeDriver(store, { id, now: t.deps.now(), email: who.email });
    await giveSecondFactor(t.deps, id);
    claims = who;
    const browser = new InjectBrowser(app);
    const answer = await signIn(browser, provider, '/sessions');
    const to = new URL(String(answer.headers.location), PUBLIC_URL);
    expect(to.pathname).toBe('/sign-in');
    expect(to.searchParams.get('challenge')).toMatch(/.{40}/);
    expect(to.searchParams.get('methods')).toContain('totp');
    expect(to.searchParams.get('redirectTo')).toBe('/sessions');
    expect(await me(browser)).toMatchObject({ code: 'unauthorized' });
    expect(await store.findMany('session', [{ field: 'userId', value: id }])).toEqual([]);
  });

  test('an account that is locked stays outside', async () => {
    const who = newPerson();
    const id = t.deps.newId();
    const { store } = t.deps.identity;
    await makeDriver(store, { id, now: t.deps.now(), email: who.email });
    await store.update('user', [{ field: 'id', value: id }], { lockedAt: t.deps.now() });
    claims = who;
    const answer = await signIn(new InjectBrowser(app), provider);
    expect(errorOf(answer.headers.location)).toBe('account_locked');
    expect(await store.findMany('session', [{ field: 'userId', value: id }])).toEqual([]);
  });
});

describe('state, PKCE and nonce', () => {
  const refused = async (browser: InjectBrowser, url: string) => {
    const answer = await browser.get(url);
    expect(answer.statusCode).toBe(302);
    expect(await me(browser)).toMatchObject({ code: 'unauthorized' });
    return errorOf(answer.headers.location);
  };

  test('without a state, or with one that nobody began, nothing begins', async () => {
    const browser = new InjectBrowser(app);
    expect(await refused(browser, '/auth/callback/google?code=x')).toBe('sign_in_again');
    expect(await refused(browser, '/auth/callback/google?code=x&state=y')).toBe('sign_in_again');
    expect(await refused(browser, '/auth/callback/google')).toBe('sign_in_again');
  });

  test('another browser cannot be signed in with what this one began', async () => {
    claims = newPerson();
    const back = await consent(await begin(new InjectBrowser(app)));
    expect(await refused(new InjectBrowser(app), back.href)).toBe('sign_in_again');
    const halfway = new InjectBrowser(app);
    await begin(halfway);
    expect(await refused(halfway, back.href)).toBe('sign_in_again');
    expect(await findUser(String(claims['email']))).toBeUndefined();
  });

  test('a sign-in ends once', async () => {
    claims = newPerson();
    const browser = new InjectBrowser(app);
    const back = await consent(await begin(browser));
    expect((await browser.get(back.href)).headers.location).toBe('/');
    browser.cookies.delete('outlap_access');
    expect(await refused(browser, back.href)).toBe('sign_in_again');
  });

  test('a code that another sign-in was given is worth nothing: PKCE', async () => {
    claims = newPerson();
    const victim = await consent(await begin(new InjectBrowser(app)));
    const browser = new InjectBrowser(app);
    const own = await consent(await begin(browser));
    own.searchParams.set('code', victim.searchParams.get('code') ?? '');
    expect(await refused(browser, own.href)).toBe('provider_refused');
  });

  test('a code for one provider is not taken to another', async () => {
    claims = newPerson();
    const browser = new InjectBrowser(app);
    const back = await consent(await begin(browser, 'google'));
    back.pathname = '/auth/callback/house';
    expect(await refused(browser, back.href)).toBe('provider_refused');
  });

  test.each([
    ['of another sign-in', { nonce: 'other' }],
    ['without a nonce', { nonce: undefined }],
    ['for another client', { aud: 'other' }],
    ['for several clients without saying whose', { aud: ['google-client', 'other'] }],
    ['issued to another party', { azp: 'other' }],
    ['of another issuer', { iss: 'https://evil.example' }],
    ['that has expired', { exp: 1 }],
    ['without a subject', { sub: undefined }],
  ])('an ID token %s is refused', async (_, said) => {
    claims = { ...newPerson(), ...said };
    const browser = new InjectBrowser(app);
    const back = await consent(await begin(browser));
    expect(await refused(browser, back.href)).toBe('provider_refused');
    expect(await findUser(String(claims['email']))).toBeUndefined();
  });

  test('a provider’s refusal is told as one, without its words', async () => {
    const browser = new InjectBrowser(app);
    const url = await begin(browser);
    const state = url.searchParams.get('state') ?? '';
    const query = new URLSearchParams({ state, error: 'access_denied', error_description: '<b>' });
    const answer = await browser.get(`/auth/callback/google?${query}`);
    expect(answer.headers.location).toBe('/sign-in?error=provider_refused');
  });

  test('a person without a mail address is told so', async () => {
    claims = { ...newPerson(), email: undefined };
    const browser = new InjectBrowser(app);
    const back = await consent(await begin(browser));
    expect(await refused(browser, back.href)).toBe('email_missing');
  });
});

test.each(['https://evil.example/', '//evil.example', '/\\evil.example', '/auth/logout', ''])(
  'nobody is sent on to %j',
  async (redirectTo) => {
    const body = { provider: 'google', redirectTo };
    const answer = await new InjectBrowser(app).post('/auth/social', body);
    expect(answer.json()).toMatchObject({ status: 400, code: 'redirect_refused' });
    expect(answer.headers['set-cookie']).toBeUndefined();
  },
);

describe('an ID token of Google that a client brings', () => {
  const NONCE = 'nonce-of-the-client';

  function tokenOf(said: Claims): Promise<string> {
    return google.issuer.buildToken({
      scopesOrTransform: (_header, payload) => {
        Object.assign(payload, { aud: 'google-client', ...newPerson(), ...said });
      },
    });
  }
  const bring = (body: object) =>
    app.inject({ method: 'POST', url: '/auth/google', payload: body });

  test('gives our tokens, once, however its signature is written', async () => {
    const token = await tokenOf({ email: 'native@example.com', nonce: NONCE });
    const answer = await bring({ id_token: token, nonce: NONCE });
    expect(answer.statusCode).toBe(200);
    const { accessToken, refreshToken, expiresIn, user } = answer.json<Record<string, unknown>>();
    expect({ expiresIn, user }).toMatchObject({
      expiresIn: 900,
      user: { email: 'native@example.com', emailVerified: true },
    });
    expect(refreshToken).toMatch(/.{30}/);
    const authorization = `Bearer ${String(accessToken)}`;
    const shown = await app.inject({ url: '/api/auth/me', headers: { authorization } });
    expect(shown.json()).toMatchObject({ email: 'native@example.com' });
    const sessions = () => t.deps.identity.store.count('session', []);
    const before = await sessions();
    // The last character of a signature, one of A, Q, g and w, holds four bits that nobody reads.
    const other = token.slice(0, -1) + String.fromCharCode(token.charCodeAt(token.length - 1) + 1);
    for (const id_token of [token, `${token}==`, other])
      expect((await bring({ id_token, nonce: NONCE })).json()).toMatchObject({
        status: 401,
        code: 'provider_refused',
      });
    expect(await sessions()).toBe(before);
  });

  test('may be kept in cookies', async () => {
    const browser = new InjectBrowser(app);
    const body = { id_token: await tokenOf({}), keep: 'cookie' };
    const answer = await browser.post('/auth/google', body);
    expect(answer.json()).not.toHaveProperty('accessToken');
    expect([...browser.cookies.keys()]).toContain('outlap_access');
  });

  test('asks for the second factor as every other way in', async () => {
    const id = t.deps.newId();
    const email = `${id}@example.com`;
    await makeDriver(t.deps.identity.store, { id, now: t.deps.now(), email });
    await giveSecondFactor(t.deps, id);
    expect((await bring({ id_token: await tokenOf({ email }) })).json()).toMatchObject({
      status: 403,
      code: 'second_factor_required',
      challenge: expect.stringMatching(/.{40}/) as unknown,
      methods: expect.arrayContaining(['totp']) as unknown,
    });
  });

  test.each([
    ['for another client', { aud: 'other' }, undefined],
    ['of another issuer', { iss: 'https://evil.example' }, undefined],
    ['that has expired', { exp: 1 }, undefined],
    ['that is old', { iat: 1 }, undefined],
    ['without an end', { exp: undefined }, undefined],
    ['of an address that is not verified', { email_verified: false }, undefined],
    ['without an address', { email: undefined }, undefined],
    ['with a nonce nobody shows', { nonce: NONCE }, undefined],
    ['with another nonce', { nonce: 'other' }, NONCE],
    ['without the nonce', {}, NONCE],
    ['issued to another party', { azp: 'other' }, undefined],
  ])('is refused %s', async (_, said, nonce) => {
    const id_token = await tokenOf(said);
    expect((await bring({ id_token, nonce })).json()).toMatchObject({
      status: 401,
      code: 'provider_refused',
    });
  });

  test('is refused with a signature of nobody, of a stranger, or of a secret', async () => {
    const said = { ...newPerson(), aud: 'google-client', iss: GOOGLE };
    const kid = google.issuer.keys.toJSON()[0]?.kid ?? '';
    const stranger = await generateKeyPair('RS256');
    const sign = (alg: string, key: Parameters<SignJWT['sign']>[0]) =>
      new SignJWT(said)
        .setProtectedHeader({ alg, kid })
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(key);
    const jwk = JSON.stringify(google.issuer.keys.toJSON()[0]);
    const good = await tokenOf({});
    const [header = '', body = '', signature = ''] = good.split('.');
    const forged = base64url.encode(
      JSON.stringify({ ...said, email: 'victim@example.com', exp: 9e9, iat: Date.now() / 1000 }),
    );
    for (const id_token of [
      new UnsecuredJWT(said).setIssuedAt().setExpirationTime('5m').encode(),
      await sign('RS256', stranger.privateKey),
      await sign('HS256', new TextEncoder().encode(jwk)),
      await sign('HS256', new TextEncoder().encode('google-secret'.padEnd(32, '0'))),
      [header, forged, signature].join('.'),
      [header, body, ''].join('.'),
      'opaque',
    ])
      expect((await bring({ id_token })).json()).toMatchObject({ code: 'provider_refused' });
  });

  test('is refused without one', async () => {
    expect((await bring({})).json()).toMatchObject({ status: 400, code: 'invalid_request' });
  });
});

describe('providers that speak OAuth 2 only', () => {
  const back = (url: URL) =>
    `${url.searchParams.get('redirect_uri') ?? ''}?code=c&state=${url.searchParams.get('state') ?? ''}`;

  test('X: by PKCE, with a confirmed address', async () => {
    const who = newPerson();
    plain.profile = { id: '1', name: 'Racer', confirmed_email: who.email };
    const browser = new InjectBrowser(app);
    const url = await begin(browser, 'x');
    expect(url.hostname).toBe('x.com');
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    expect(url.searchParams.get('redirect_uri')).toBe(`${PUBLIC_URL}/auth/callback/x`);
    expect((await browser.get(back(url))).headers.location).toBe('/');
    expect(await me(browser)).toMatchObject({ email: who.email, emailVerified: true });
  });

  test('X: nobody without a confirmed address, and no address is made up', async () => {
    plain.profile = { id: '2', name: 'Nameless' };
    const browser = new InjectBrowser(app);
    const answer = await browser.get(back(await begin(browser, 'x')));
    expect(errorOf(answer.headers.location)).toBe('email_missing');
  });

  test('Facebook: its addresses are unverified, and link nothing', async () => {
    const who = newPerson();
    plain.profile = { id: '3', name: 'Face', email: who.email, picture: { data: { url: '' } } };
    const browser = new InjectBrowser(app);
    expect((await browser.get(back(await begin(browser, 'facebook')))).headers.location).toBe('/');
    expect(await me(browser)).toMatchObject({ email: who.email, emailVerified: false });
    expect(plain.asked.some((path) => path.startsWith('/debug_token'))).toBe(true);
    const other = newPerson();
    await makeDriver(t.deps.identity.store, {
      id: t.deps.newId(),
      now: t.deps.now(),
      email: other.email,
    });
    plain.profile = { ...plain.profile, id: '4', email: other.email };
    const second = new InjectBrowser(app);
    const answer = await second.get(back(await begin(second, 'facebook')));
    expect(errorOf(answer.headers.location)).toBe('account_exists');
  });
});

describe('what the library could do besides', () => {
  test.each([
    ['POST', '/auth/sign-in/social'],
    ['POST', '/auth/sign-in/email'],
    ['POST', '/auth/sign-up/email'],
    ['POST', '/auth/link-social'],
    ['POST', '/auth/sso/register'],
    ['POST', '/auth/sign-in/sso'],
    ['GET', '/auth/list-sessions'],
    ['POST', '/auth/library/sso/register'],
    ['POST', '/auth/sso/saml2/sp/acs/x'],
    ['POST', '/auth/callback/google'],
    ['POST', '/auth/unlink-account'],
    ['GET', '/auth/list-accounts'],
  ] as const)('%s %s is not there', async (method, url) => {
    expect([404, 405]).toContain((await app.inject({ method, url })).statusCode);
  });
});
