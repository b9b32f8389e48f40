import type { OAuth2Server } from 'oauth2-mock-server';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { buildApp } from '../src/app.ts';
import { bindBrowser } from '../src/features/sso/saml-browser.ts';
import { LINK_COOKIE, loginCookieOf, REFRESH_COOKIE, RETURN_COOKIE } from '../src/http/cookies.ts';
import { InjectBrowser } from './inject-browser.ts';
import { createTestApp, type TestApp } from './server.ts';
import { startProvider, toSetting } from './social-providers.ts';
import { Visitor } from './visitor.ts';

const PUBLIC_URL = 'https://laps.example.org';
const HOST = { host: 'laps.example.org' };
const PASSWORD = 'tarmac wolf 29';

describe('cookies of a server that is served by https', () => {
  let t: TestApp;
  let house: OAuth2Server;
  let app: Awaited<ReturnType<typeof buildApp>>;
  beforeAll(async () => {
    house = await startProvider(() => ({ email: 'ben@example.org', email_verified: true }));
    const env = {
      PUBLIC_URL,
      ALLOWED_HOSTS: '127.0.0.1,laps.example.org',
      OIDC_PROVIDERS: toSetting({ house: String(house.issuer.url) }),
    };
    t = await createTestApp('embedded', { work: false, env });
    app = t.app;
    await new Visitor(app).join('anna@example.org', PASSWORD);
  });
  afterAll(async () => {
    await t.close();
    await house.stop();
  });

  const post = (url: string, payload: object, cookie: string) =>
    app.inject({
      method: 'POST',
      url,
      payload,
      headers: { ...HOST, authorization: '', ...(cookie && { cookie }) },
    });
  const signIn = (cookie = '') =>
    post('/auth/login', { email: 'anna@example.org', password: PASSWORD, keep: 'cookie' }, cookie);
  const linesOf = ({ headers }: Awaited<ReturnType<typeof post>>) =>
    [headers['set-cookie'] ?? []].flat();
  const valueOf = (lines: readonly string[], name: string) =>
    lines.find((line) => line.startsWith(`${name}=`))?.split(/[=;]/)[1] ?? '';
  const whoAmI = async (cookie: string) => {
    const headers = { ...HOST, authorization: '', cookie };
    return (await app.inject({ url: '/api/auth/me', headers })).statusCode;
  };

  test('are for this very host: no neighbour under its domain can put others in their place', async () => {
    const lines = linesOf(await signIn());
    for (const name of ['__Host-outlap_access', '__Host-outlap_refresh']) {
      const line = lines.find((one) => one.startsWith(`${name}=`)) ?? '';
      expect(line).toMatch(/; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/);
      expect(line).not.toMatch(/domain/i);
    }
    const access = valueOf(lines, '__Host-outlap_access');
    const refresh = valueOf(lines, '__Host-outlap_refresh');
    expect(await whoAmI(`__Host-outlap_access=${access}`)).toBe(200);
    // What a neighbour sets has no prefix, and comes beside what is ours.
    expect(await whoAmI(`outlap_access=forged; __Host-outlap_access=${access}`)).toBe(200);
    expect(await whoAmI(`outlap_access=${access}; __Host-outlap_access=forged`)).toBe(401);
    const renewed = await post('/auth/refresh', {}, `__Host-outlap_refresh=${refresh}`);
    expect(renewed.statusCode).toBe(200);
    expect(valueOf(linesOf(renewed), '__Host-outlap_refresh')).not.toBe(refresh);
  });

  test('of a neighbour are nothing, also once ours have lapsed', async () => {
    const mine = linesOf(await signIn());
    const access = valueOf(mine, '__Host-outlap_access');
    const refresh = valueOf(mine, '__Host-outlap_refresh');
    const own = `__Host-outlap_refresh=${refresh}`;
    expect(await whoAmI(`${own}; outlap_access=${access}`)).toBe(401);
    const renewed = await post('/auth/refresh', {}, `outlap_refresh=${refresh}`);
    expect(renewed.statusCode).toBe(401);
    expect((await post('/auth/logout', {}, `outlap_refresh=${refresh}`)).statusCode).toBe(204);
    expect((await post('/auth/refresh', {}, own)).statusCode).toBe(200);
    const link = { headers: { cookie: 'outlap_link=forged; outlap_return=forged' } };
    for (const name of [LINK_COOKIE, RETURN_COOKIE])
      expect(loginCookieOf(link, PUBLIC_URL, name)).toBeUndefined();
  });

  test('are let go of at the end', async () => {
    const refresh = valueOf(linesOf(await signIn()), '__Host-outlap_refresh');
    const left = await post('/auth/logout', {}, `__Host-outlap_refresh=${refresh}`);
    expect(linesOf(left)).toEqual([
      '__Host-outlap_access=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure',
      '__Host-outlap_refresh=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure',
    ]);
    const again = await post('/auth/refresh', {}, `__Host-outlap_refresh=${refresh}`);
    expect(again.statusCode).toBe(401);
  });

  test('of a single sign-on that has begun are for this very host, too', async () => {
    const request = deflateRawSync('<samlp:AuthnRequest ID="_1"/>').toString('base64');
    const query = new URLSearchParams({ SAMLRequest: request, RelayState: 'state' });
    expect(await bindBrowser(t.deps, `https://idp.example/?${query}`)).toMatch(
      /^__Host-outlap_saml=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
    );
  });

  test('of a sign-in elsewhere that has begun are for this very host, too', async () => {
    const headers = { ...HOST, authorization: '' };
    const begin = async (browser: InjectBrowser) => {
      const begun = await browser.post('/auth/social', { provider: 'house' }, headers);
      const { url } = begun.json<{ url: string }>();
      const back = await fetch(url, { redirect: 'manual' });
      return String(back.headers.get('location'));
    };
    const browser = new InjectBrowser(app);
    const back = await begin(browser);
    const names = [...browser.cookies.keys()];
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(name).toMatch(/^__Host-outlap\./);
    const answer = await browser.get(back, headers);
    expect(answer.headers.location).toBe('/');
    expect([...browser.cookies.keys()]).toContain('__Host-outlap_access');

    // A neighbour puts the sign-in that it began into somebody else's browser.
    const neighbour = new InjectBrowser(app);
    const forged = await begin(neighbour);
    const victim = new InjectBrowser(app);
    for (const [name, value] of neighbour.cookies)
      victim.cookies.set(name.replace('__Host-', ''), value);
    const refused = await victim.get(forged, headers);
    expect(refused.headers.location).toContain('error=sign_in_again');
  });

  test('have no prefix where there is no https', () => {
    const request = { headers: { cookie: 'outlap_refresh=mine; __Host-outlap_refresh=other' } };
    expect(loginCookieOf(request, 'http://127.0.0.1:8000', REFRESH_COOKIE)).toBe('mine');
    expect(loginCookieOf(request, PUBLIC_URL, REFRESH_COOKIE)).toBe('other');
  });
});
