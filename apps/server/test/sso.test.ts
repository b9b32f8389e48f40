import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OAuth2Server } from 'oauth2-mock-server';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';
import type { TeamSso } from '../src/features/sso/schemas.ts';
import { STORE_KINDS } from './identity-stores.ts';
import { type DnsServer, startDnsServer } from './dns-server.ts';
import { makeDriver } from './drivers.ts';
import { InjectBrowser } from './inject-browser.ts';
import { makeSignedKey } from './self-signed.ts';
import { createTestApp, type TestApp } from './server.ts';
import { bearerOf, giveSecondFactor, makeTeam, registerSso, type Registered } from './team-sso.ts';

const PUBLIC_URL = 'http://127.0.0.1:8000';
const key = makeSignedKey('idp');

let provider: OAuth2Server;
let issuer: string;
let dns: DnsServer;
let odd: Server;
let oddOrigin: string;
let claims: Record<string, unknown> = {};

beforeAll(async () => {
  provider = new OAuth2Server();
  await provider.issuer.keys.generate('RS256');
  await provider.start(0, '127.0.0.1');
  issuer = String(provider.issuer.url);
  provider.service.on('beforeTokenSigning', (token: { payload: Record<string, unknown> }) => {
    Object.assign(token.payload, claims);
  });
  provider.service.on('beforeUserinfo', (answer: { body: unknown }) => {
    answer.body = { sub: 'johndoe', ...claims };
  });
  dns = await startDnsServer();
  odd = createServer((request, response) => {
    const [, name = ''] = (request.url ?? '').split('/');
    oddAnswers[name]?.(response);
  });
  await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
  oddOrigin = `http://127.0.0.1:${(odd.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await provider.stop();
  await dns.close();
  await new Promise((resolve) => odd.close(resolve));
});
afterEach(() => {
  claims = {};
});

/** Identity providers that say odd things of themselves. */
const oddAnswers: Readonly<Record<string, (response: import('node:http').ServerResponse) => void>> =
  {
    redirects: (response) => response.writeHead(302, { location: issuer }).end(),
    impostor: (response) => response.end(JSON.stringify({ issuer })),
    inward: (response) =>
      response.end(
        JSON.stringify({
          issuer: `${oddOrigin}/inward`,
          authorization_endpoint: 'https://idp.example/authorize',
          token_endpoint: 'http://169.254.169.254/latest/meta-data',
          jwks_uri: 'https://idp.example/jwks',
        }),
      ),
    endless: (response) => response.end(`{"x":"${'x'.repeat(300_000)}"}`),
    broken: (response) => response.end('{'),
  };

describe.each(STORE_KINDS)('single sign-on of a team on %s', (kind) => {
  let t: TestApp;
  let app: Awaited<ReturnType<typeof buildApp>>;
  beforeAll(async () => {
    t = await createTestApp(kind, {
      work: false,
      env: { PUBLIC_URL, SSO_HOSTS: '127.0.0.1,localhost', DNS_SERVERS: dns.address },
    });
    app = await buildApp(t.deps);
  });
  afterAll(async () => {
    await app.close();
    await t.close();
  });

  const oidc = () => ({ issuer, clientId: 'team-client', clientSecret: 'team-secret' });
  const saml = () => ({
    entityId: 'https://idp.example/entity',
    entryPoint: 'https://idp.example/sso',
    certificate: key.certificate,
  });
  type Method = 'GET' | 'PUT' | 'POST' | 'DELETE';
  const ask = async (
    userId: string,
    method: Method,
    url: string,
    payload?: object,
    amr?: readonly string[],
  ) =>
    app.inject({
      method,
      url,
      headers: await bearerOf(t.deps, userId, amr),
      ...(payload && { payload }),
    });

  describe('registering', () => {
    test('by an admin: shown without secrets, proven by DNS, removed', async () => {
      const adminId = t.deps.newId();
      const teamId = await makeTeam(t.deps, { [adminId]: 'admin' });
      const url = `/api/teams/${teamId}/sso`;
      expect((await ask(adminId, 'GET', url)).json()).toMatchObject({ code: 'sso_not_found' });
      const put = await ask(adminId, 'PUT', url, { domain: 'Dns.Example', oidc: oidc() });
      expect(put.statusCode).toBe(200);
      expect(put.body).not.toContain('team-secret');
      const settings = put.json<TeamSso>();
      expect(settings).toMatchObject({
        protocol: 'oidc',
        domain: 'dns.example',
        domainProven: false,
        issuer,
        clientId: 'team-client',
        redirectUri: `${PUBLIC_URL}/auth/sso/callback/${settings.providerId}`,
        proof: { name: '_outlap.dns.example' },
      });
      const [row] = await t.deps.identity.store.findMany('ssoProvider', [
        { field: 'providerId', value: settings.providerId },
      ]);
      expect(JSON.stringify(row)).not.toContain('team-secret');
      // Before its domain is proven, nobody signs in by it.
      const start = () => new InjectBrowser(app).post('/auth/sso', { email: 'a@dns.example' });
      expect((await start()).json()).toMatchObject({ code: 'sso_not_available' });
      const prove = () => ask(adminId, 'POST', `${url}/proof`);
      expect((await prove()).json()).toMatchObject({ status: 409, code: 'domain_not_proven' });
      dns.records.set(settings.proof.name, 'outlap-domain-proof=guessed');
      expect((await prove()).json()).toMatchObject({ code: 'domain_not_proven' });
      dns.records.set(settings.proof.name, settings.proof.value);
      expect((await prove()).json()).toMatchObject({ domainProven: true });
      expect((await start()).statusCode).toBe(200);
      // Another provider for the same domain needs no new proof; another domain does.
      const again = await ask(adminId, 'PUT', url, { domain: 'dns.example', saml: saml() });
      expect(again.json()).toMatchObject({ protocol: 'saml', domainProven: true });
      const moved = await ask(adminId, 'PUT', url, { domain: 'other.example', saml: saml() });
      expect(moved.json()).toMatchObject({ domainProven: false });
      expect((await ask(adminId, 'DELETE', url)).statusCode).toBe(204);
      expect((await ask(adminId, 'DELETE', url)).json()).toMatchObject({ code: 'sso_not_found' });
    });

    test('a domain belongs to the team that proved it first', async () => {
      const sso = await registerSso(t.deps, app, { domain: 'first.example', saml: saml() });
      const rival = t.deps.newId();
      const url = `/api/teams/${await makeTeam(t.deps, { [rival]: 'admin' })}/sso`;
      const put = await ask(rival, 'PUT', url, { domain: 'first.example', saml: saml() });
      const { proof } = put.json<TeamSso>();
      expect(proof.value).not.toBe(sso.settings.proof.value);
      dns.records.set(proof.name, proof.value);
      expect((await ask(rival, 'POST', `${url}/proof`)).json()).toMatchObject({
        status: 409,
        code: 'domain_taken',
      });
      expect((await ask(rival, 'GET', url)).json()).toMatchObject({ domainProven: false });
      const mine = await ask(sso.adminId, 'GET', `/api/teams/${sso.teamId}/sso`);
      expect(mine.json()).toMatchObject({ domainProven: true });
    });

    test('by nobody else, and not without a second factor', async () => {
      const [adminId, operatorId, viewerId, strangerId] = [1, 2, 3, 4].map(() => t.deps.newId());
      const teamId = await makeTeam(t.deps, {
        [String(adminId)]: 'admin',
        [String(operatorId)]: 'operator',
        [String(viewerId)]: 'viewer',
      });
      const url = `/api/teams/${teamId}/sso`;
      const body = { domain: 'nobody.example', saml: saml() };
      const tries: [Method, string, object?][] = [
        ['GET', url],
        ['PUT', url, body],
        ['DELETE', url],
        ['POST', `${url}/proof`],
      ];
      for (const [method, path, payload] of tries) {
        const codeFor = async (userId: string | undefined, amr?: readonly string[]) =>
          (await ask(String(userId), method, path, payload, amr)).json<{ code: string }>().code;
        expect(await codeFor(viewerId)).toBe('forbidden');
        expect(await codeFor(operatorId)).toBe('forbidden');
        expect(await codeFor(strangerId)).toBe('team_not_found');
        expect(await codeFor(adminId, ['pwd'])).toBe('second_factor_required');
        const unknown = path.replace(teamId, t.deps.newId());
        const missing = await ask(String(adminId), method, unknown, payload);
        expect(missing.json()).toMatchObject({ code: 'team_not_found' });
        const nobody = await app.inject({ method, url: path, ...(payload && { payload }) });
        expect(nobody.json()).toMatchObject({ code: 'unauthorized' });
      }
      // An owner of the platform vouches for a domain, and nobody else does.
      expect((await ask(String(adminId), 'PUT', url, body)).statusCode).toBe(200);
      const confirm = await ask(String(adminId), 'POST', `${url}/confirmation`);
      expect(confirm.json()).toMatchObject({ code: 'forbidden' });
      const ownerId = t.deps.newId();
      await makeDriver(t.deps.identity.store, { id: ownerId, now: t.deps.now(), role: 'owner' });
      const alone = await ask(ownerId, 'POST', `${url}/confirmation`, undefined, ['pwd']);
      expect(alone.json()).toMatchObject({ code: 'second_factor_required' });
    });

    test.each([
      ['neither', {}],
      ['both', { oidc: oidc, saml: saml }],
    ])('with %s of the two protocols is invalid', async (_, make) => {
      const given = Object.fromEntries(Object.entries(make).map(([name, of]) => [name, of()]));
      await refused({ domain: 'a.example', ...given });
    });

    async function refused(body: object, detail = ''): Promise<void> {
      const adminId = t.deps.newId();
      const teamId = await makeTeam(t.deps, { [adminId]: 'admin' });
      const answer = await ask(adminId, 'PUT', `/api/teams/${teamId}/sso`, body);
      expect(answer.json()).toMatchObject({ status: 400, code: 'sso_invalid' });
      expect(answer.json<{ detail: string }>().detail).toContain(detail);
    }

    test.each(['com', 'a b.example', 'a..example', '-a.example', 'http://a.example', '1.2.3.4'])(
      'for %j is invalid: no domain',
      async (domain) => refused({ domain, saml: saml() }),
    );

    test.each([
      ['http://idp.example', 'https'],
      ['https://10.0.0.1', 'public internet'],
      ['https://192.168.1.1', 'public internet'],
      ['https://169.254.169.254', 'public internet'],
      ['https://[::1]', 'public internet'],
      ['https://[::ffff:10.0.0.1]', 'public internet'],
      ['https://167772161', 'public internet'],
      ['https://metadata.google.internal', 'public internet'],
      ['https://user:password@idp.example', 'password'],
      ['ftp://idp.example', 'no address'],
      ['file:///etc/passwd', 'no address'],
      ['not an address', 'no address'],
    ])('an issuer or sign-in page at %s is refused', async (address, detail) => {
      await refused({ domain: 'a.example', oidc: { ...oidc(), issuer: address } }, detail);
      await refused({ domain: 'a.example', saml: { ...saml(), entryPoint: address } }, detail);
    });

    test.each([
      ['redirects', 'answered 302'],
      ['impostor', 'another issuer'],
      ['inward', 'token_endpoint'],
      ['endless', 'too large'],
      ['broken', ''],
      ['nowhere', ''],
    ])('a provider that is %s is refused', async (name, detail) => {
      if (name === 'nowhere')
        return refused({ domain: 'a.example', oidc: { ...oidc(), issuer: 'http://127.0.0.1:1' } });
      await refused(
        { domain: 'a.example', oidc: { ...oidc(), issuer: `${oddOrigin}/${name}` } },
        detail,
      );
    });

    describe('metadata of SAML', () => {
      const text = key.certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '');
      const metadata = (change: (xml: string) => string = (xml) => xml) =>
        change(
          [
            '<?xml version="1.0"?>',
            '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example/e?a=1&amp;b=2">',
            '<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
            `<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${text}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`,
            '<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example/post"/>',
            '<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/sso"/>',
            '</IDPSSODescriptor></EntityDescriptor>',
          ].join('\n'),
        );

      test('is read', async () => {
        const adminId = t.deps.newId();
        const teamId = await makeTeam(t.deps, { [adminId]: 'admin' });
        const body = { domain: 'meta.example', saml: { metadata: metadata() } };
        const put = await ask(adminId, 'PUT', `/api/teams/${teamId}/sso`, body);
        expect(put.json()).toMatchObject({
          issuer: 'https://idp.example/e?a=1&b=2',
          entryPoint: 'https://idp.example/sso',
          certificates: [{ validUntil: '2049-12-31T23:59:59.000Z' }],
        });
      });

      test.each<[string, (xml: string) => string]>([
        [
          'a document type',
          (xml) => `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${xml}`,
        ],
        ['a comment', (xml) => xml.replace('<KeyInfo', '<!-- --><KeyInfo')],
        ['no certificate', (xml) => xml.replace(/<KeyDescriptor[\s\S]*<\/KeyDescriptor>/, '')],
        ['a key for encryption only', (xml) => xml.replace('use="signing"', 'use="encryption"')],
        ['no sign-in page', (xml) => xml.replace('HTTP-Redirect', 'SOAP')],
        [
          'a page within the network',
          (xml) => xml.replace('https://idp.example/sso', 'https://10.0.0.1/'),
        ],
        [
          'a page that is a script',
          (xml) => xml.replace('https://idp.example/sso', 'javascript:alert(1)'),
        ],
        ['two providers', (xml) => xml + xml.replace('<?xml version="1.0"?>', '')],
        [
          'a wish for signed requests',
          (xml) =>
            xml.replace('<IDPSSODescriptor ', '<IDPSSODescriptor WantAuthnRequestsSigned="true" '),
        ],
      ])('with %s is refused', async (_, change) => {
        await refused({ domain: 'a.example', saml: { metadata: metadata(change) } });
      });

      test('a certificate that cannot be read, or whose key is short, is refused', async () => {
        await refused({ domain: 'a.example', saml: { ...saml(), certificate: 'x' } }, 'PEM');
        const { certificate } = makeSignedKey('short', 1024);
        await refused({ domain: 'a.example', saml: { ...saml(), certificate } }, 'bits');
        await refused({ domain: 'a.example', saml: { entityId: 'x' } });
      });
    });
  });

  describe('signing in by OpenID Connect', () => {
    const domain = 'oidc.example';
    let sso: Registered;
    let people = 0;
    beforeAll(async () => {
      sso = await registerSso(t.deps, app, { domain, oidc: oidc() });
    });

    function newPerson() {
      people += 1;
      return { sub: `sub-${people}`, email: `driver-${people}@${domain}`, name: `D ${people}` };
    }
    async function begin(browser: InjectBrowser, email = `x@${domain}`, redirectTo = '/') {
      const answer = await browser.post('/auth/sso', { email, redirectTo });
      expect(answer.statusCode).toBe(200);
      return new URL(answer.json<{ url: string }>().url);
    }
    async function consent(url: URL) {
      const answer = await fetch(url, { redirect: 'manual' });
      return new URL(answer.headers.get('location') ?? '');
    }
    async function signIn(browser: InjectBrowser, redirectTo = '/') {
      const back = await consent(await begin(browser, undefined, redirectTo));
      return browser.get(back.href);
    }
    const me = async (browser: InjectBrowser) =>
      (await browser.get('/api/auth/me')).json<{ id: string; code?: string }>();
    const errorOf = (location: unknown) =>
      new URL(String(location), PUBLIC_URL).searchParams.get('error');

    test('makes account and membership, and finds both again', async () => {
      claims = newPerson();
      const browser = new InjectBrowser(app);
      const url = await begin(browser, `Someone@OIDC.example`, '/sessions');
      expect(url.searchParams.get('redirect_uri')).toBe(sso.settings.redirectUri);
      expect(url.searchParams.get('code_challenge_method')).toBe('S256');
      const back = await consent(url);
      expect((await browser.get(back.href)).headers.location).toBe('/sessions');
      const user = await me(browser);
      expect(user).toMatchObject({ email: claims['email'], emailVerified: true });
      const members = await t.deps.db
        .selectFrom('team_member')
        .select(['team_id', 'role', 'via'])
        .where('user_id', '=', user.id)
        .execute();
      expect(members).toEqual([{ team_id: sso.teamId, role: 'viewer', via: 'sso' }]);
      const again = new InjectBrowser(app);
      await signIn(again);
      expect((await me(again)).id).toBe(user.id);
    });

    test('who has a second factor is asked for it', async () => {
      const who = newPerson();
      const id = t.deps.newId();
      const { store } = t.deps.identity;
      await makeDriver(store, { id, now: t.deps.now(), email: who.email });
      await giveSecondFactor(t.deps, id);
      claims = who;
      const browser = new InjectBrowser(app);
      const to = new URL(String((await signIn(browser)).headers.location), PUBLIC_URL);
      expect(to.searchParams.get('methods')).toContain('totp');
      expect(await me(browser)).toMatchObject({ code: 'unauthorized' });
      expect(await store.findMany('session', [{ field: 'userId', value: id }])).toEqual([]);
    });

    test.each([
      ['an address of another domain', { email: 'victim@gmail.example' }, 'sso_not_available'],
      ['no address', { email: undefined }, 'email_missing'],
      ['another client', { aud: 'other' }, 'provider_refused'],
      ['another party', { azp: 'other' }, 'provider_refused'],
      ['another issuer', { iss: 'https://evil.example' }, 'provider_refused'],
      ['a time that is over', { exp: 1 }, 'provider_refused'],
    ])('an ID token with %s is refused', async (_, said, code) => {
      claims = { ...newPerson(), ...said };
      const browser = new InjectBrowser(app);
      expect(errorOf((await signIn(browser)).headers.location)).toBe(code);
      expect(await me(browser)).toMatchObject({ code: 'unauthorized' });
    });

    test('an account whose address has left the domain is not the provider’s any more', async () => {
      claims = newPerson();
      const first = new InjectBrowser(app);
      await signIn(first);
      const { id } = await me(first);
      const { store } = t.deps.identity;
      const email = `home-${id}@home.example`;
      await store.update('user', [{ field: 'id', value: id }], { email });
      const sessions = () => store.count('session', [{ field: 'userId', value: id }]);
      const before = await sessions();
      const again = new InjectBrowser(app);
      expect(errorOf((await signIn(again)).headers.location)).toBe('sso_not_available');
      expect(await me(again)).toMatchObject({ code: 'unauthorized' });
      expect(await sessions()).toBe(before);
    });

    test.each(['at once', 'by a link'])(
      'a change of the address %s takes the provider of its domain away, and no other',
      async (how) => {
        claims = newPerson();
        const browser = new InjectBrowser(app);
        await signIn(browser);
        const { id } = await me(browser);
        const { identity, newId, now } = t.deps;
        const where = [{ field: 'userId', value: id }];
        const [sign] = await identity.store.findMany('account', where);
        const other = { id: newId(), accountId: newId(), providerId: 'house', createdAt: now() };
        await identity.store.create('account', { ...sign, ...other });
        const change = async (email: string) => {
          if (how === 'at once') return browser.post('/api/auth/email', { email });
          const user = await identity.store.findOne('user', [{ field: 'id', value: id }]);
          const facts = { userId: id, email: String(user?.['email']), newEmail: email };
          const token = await identity.links.issue('verify', facts, 60);
          return browser.post('/auth/verify-email', { token });
        };
        const providers = async () =>
          (await identity.store.findMany('account', where))
            .map(({ providerId }) => providerId)
            .sort();
        expect((await change(`other-${id}@${domain}`)).statusCode).toBeLessThan(300);
        expect(await providers()).toHaveLength(2);
        expect((await change(`${id}@home.example`)).statusCode).toBeLessThan(300);
        expect(await providers()).toEqual(['house']);
      },
    );

    test('state belongs to one browser and one provider, and is good once; codes are bound by PKCE', async () => {
      claims = newPerson();
      const browser = new InjectBrowser(app);
      const back = await consent(await begin(browser));
      const elsewhere = await new InjectBrowser(app).get(back.href);
      expect(errorOf(elsewhere.headers.location)).toBe('sign_in_again');
      const other = await registerSso(t.deps, app, { domain: `${kind}.example`, oidc: oidc() });
      const wrong = back.href.replace(sso.settings.providerId, other.settings.providerId);
      expect(errorOf((await browser.get(wrong)).headers.location)).not.toBeNull();
      expect(await me(browser)).toMatchObject({ code: 'unauthorized' });
      const second = await consent(await begin(browser));
      const stolen = await consent(await begin(new InjectBrowser(app)));
      const mixed = new URL(second);
      mixed.searchParams.set('code', stolen.searchParams.get('code') ?? '');
      expect(errorOf((await browser.get(mixed.href)).headers.location)).toBe('provider_refused');
      expect(errorOf((await browser.get(second.href)).headers.location)).toBe('sign_in_again');
      const path = new URL(second).pathname;
      expect(errorOf((await browser.get(`${path}?code=x`)).headers.location)).toBe('sign_in_again');
    });

    test('is the same for every address without single sign-on', async () => {
      for (const email of ['a@gmail.example', 'a@a.example', 'a', `a@sub.${domain}`, '@@@']) {
        const answer = await new InjectBrowser(app).post('/auth/sso', { email: `${email}   ` });
        expect(answer.json()).toMatchObject({ status: 404, code: 'sso_not_available' });
      }
      const body = { email: `a@${domain}`, redirectTo: 'https://evil.example' };
      expect((await new InjectBrowser(app).post('/auth/sso', body)).json()).toMatchObject({
        status: 400,
        code: 'redirect_refused',
      });
    });

    test('ends with the provider; the account and the membership stay', async () => {
      claims = newPerson();
      const gone = await registerSso(t.deps, app, { domain: `gone.${kind}.example`, oidc: oidc() });
      claims = { ...claims, email: `a@gone.${kind}.example` };
      const browser = new InjectBrowser(app);
      const back = await consent(await begin(browser, String(claims['email'])));
      const url = `/api/teams/${gone.teamId}/sso`;
      expect((await ask(gone.adminId, 'DELETE', url)).statusCode).toBe(204);
      expect(errorOf((await browser.get(back.href)).headers.location)).toBe('sso_not_available');
      expect(await me(browser)).toMatchObject({ code: 'unauthorized' });
    });
  });
});
