import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { OAuth2Server } from 'oauth2-mock-server';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';
import { openSettings, sealSettings } from '../src/identity/sso-settings.ts';
import { InjectBrowser } from './inject-browser.ts';
import { createTestApp, type TestApp } from './server.ts';
import { bearerOf, makeTeam, registerSso, type Registered } from './team-sso.ts';

const PUBLIC_URL = 'http://127.0.0.1:8000';
const NAME = 'rebinding.example';
const PUBLIC = '93.184.215.14';
const DOMAIN = 'house.example';
const PERSON = { sub: 'anna', email: `anna@${DOMAIN}`, name: 'Anna' };

let t: TestApp;
let app: Awaited<ReturnType<typeof buildApp>>;
let provider: OAuth2Server;
let inner: Server;
let origin: string;
let sso: Registered;
let reached = 0;
let answers: string[] = [];

beforeAll(async () => {
  provider = new OAuth2Server();
  await provider.issuer.keys.generate('RS256');
  await provider.start(0, '127.0.0.1');
  provider.service.on('beforeTokenSigning', (token: { payload: Record<string, unknown> }) => {
    Object.assign(token.payload, PERSON);
  });
  provider.service.on('beforeUserinfo', (answer: { body: unknown }) => {
    answer.body = PERSON;
  });
  inner = createServer((socket) => {
    reached += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', resolve));
  origin = `https://${NAME}:${(inner.address() as AddressInfo).port}`;
  t = await createTestApp('embedded', {
    work: false,
    env: { PUBLIC_URL, SSO_HOSTS: '127.0.0.1,localhost' },
  });
  app = await buildApp(t.deps);
  const oidc = { issuer: String(provider.issuer.url), clientId: 'team', clientSecret: 'secret' };
  sso = await registerSso(t.deps, app, { domain: DOMAIN, oidc });
});
afterAll(async () => {
  await app.close();
  await t.close();
  await provider.stop();
  await new Promise((resolve) => inner.close(resolve));
});

const { lookup } = dns;
const { lookup: lookupSoon } = dns.promises;
beforeEach(() => {
  reached = 0;
  answers = [];
  const answer = (address: string) => {
    answers.push(address);
    return [{ address, family: 4 }];
  };
  // The system's resolver, as who has the name would have it answer: well to who checks, with this machine to who calls.
  const toCaller = (
    name: string,
    options: dns.LookupOptions,
    done: (...found: unknown[]) => void,
  ) => {
    if (name !== NAME) return lookup(name, options, done);
    const found = answer('127.0.0.1');
    return options.all ? done(null, found) : done(null, found[0]?.address, 4);
  };
  const toChecker = async (name: string, options: dns.LookupAllOptions) =>
    name === NAME ? answer(PUBLIC) : lookupSoon(name, options);
  Object.assign(dns, { lookup: toCaller });
  Object.assign(dns.promises, { lookup: toChecker });
  syncBuiltinESMExports();
});
afterEach(() => {
  Object.assign(dns, { lookup });
  Object.assign(dns.promises, { lookup: lookupSoon });
  syncBuiltinESMExports();
});

async function signIn(): Promise<string> {
  const browser = new InjectBrowser(app);
  const begun = await browser.post('/auth/sso', { email: PERSON.email });
  const consent = await fetch(begun.json<{ url: string }>().url, { redirect: 'manual' });
  const { headers } = await browser.get(consent.headers.get('location') ?? '');
  return String(headers.location);
}

test.each(['tokenEndpoint', 'jwksEndpoint', 'userInfoEndpoint'])(
  'a %s whose name comes to mean this machine after it was checked is not called there',
  async (endpoint) => {
    const { store, secrets } = t.deps.identity;
    const mine = [{ field: 'providerId', value: sso.settings.providerId }];
    const [row] = await store.findMany('ssoProvider', mine);
    const sealed = row?.['oidcConfig'] ?? null;
    const settings = JSON.parse(String(openSettings(secrets, sealed))) as object;
    const moved = JSON.stringify({ ...settings, [endpoint]: `${origin}/x` });
    await store.update('ssoProvider', mine, { oidcConfig: sealSettings(secrets, moved) });
    expect(await signIn()).toMatch(/^\/sign-in\?error=/);
    expect(answers[0]).toBe(PUBLIC);
    expect(answers.at(-1)).toBe('127.0.0.1');
    expect(reached).toBe(0);
    await store.update('ssoProvider', mine, { oidcConfig: sealed });
    expect(await signIn()).toBe('/');
  },
);

test('an issuer whose name means this machine when it is called is refused', async () => {
  const adminId = t.deps.newId();
  const teamId = await makeTeam(t.deps, { [adminId]: 'admin' });
  const oidc = { issuer: origin, clientId: 'team', clientSecret: 'secret' };
  const put = await app.inject({
    method: 'PUT',
    url: `/api/teams/${teamId}/sso`,
    payload: { domain: 'other.example', oidc },
    headers: await bearerOf(t.deps, adminId),
  });
  expect(put.json()).toMatchObject({ status: 400, code: 'sso_invalid' });
  expect(put.json<{ detail: string }>().detail).toContain('is not on the public internet');
  expect(answers).toEqual(['127.0.0.1']);
  expect(reached).toBe(0);
});
