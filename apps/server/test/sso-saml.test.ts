import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';
import { makeDriver } from './drivers.ts';
import { InjectBrowser } from './inject-browser.ts';
import {
  assertionOf,
  formOf,
  IDP_ENTITY,
  IDP_PAGE,
  readRequest,
  responseOf,
  type Said,
  signXml,
} from './saml-idp.ts';
import { makeSignedKey } from './self-signed.ts';
import { createTestApp, type TestApp } from './server.ts';
import { giveSecondFactor, registerSso, type Registered } from './team-sso.ts';

const PUBLIC_URL = 'http://127.0.0.1:8000';
const IDP_ORIGIN = 'https://idp.example';
const DOMAIN = 'racing.example';
const key = makeSignedKey('idp');
const stranger = makeSignedKey('stranger');

let t: TestApp;
let app: Awaited<ReturnType<typeof buildApp>>;
let sso: Registered;
let people = 0;

beforeAll(async () => {
  t = await createTestApp('embedded', { work: false, env: { PUBLIC_URL } });
  app = await buildApp(t.deps);
  const saml = { entityId: IDP_ENTITY, entryPoint: IDP_PAGE, certificate: key.certificate };
  sso = await registerSso(t.deps, app, { domain: DOMAIN, saml });
});
afterAll(async () => {
  await app.close();
  await t.close();
});

const newEmail = () => `driver-${(people += 1)}@${DOMAIN}`;
const errorOf = (location: unknown) =>
  new URL(String(location), PUBLIC_URL).searchParams.get('error');

/** Begins a sign-in; what the identity provider would say of this person. */
async function begin(browser: InjectBrowser, email: string, redirectTo = '/') {
  const answer = await browser.post('/auth/sso', { email, redirectTo });
  expect(answer.statusCode).toBe(200);
  const { url } = answer.json<{ url: string }>();
  const { id, relayState, xml } = readRequest(url);
  const { acsUrl, entityId } = sso.settings;
  const said: Said = {
    requestId: id,
    acsUrl: String(acsUrl),
    audience: String(entityId),
    email,
  };
  return { url, relayState, said, request: xml };
}

const post = (browser: InjectBrowser, form: string) =>
  browser.postFromElsewhere(
    String(new URL(String(sso.settings.acsUrl)).pathname),
    form,
    IDP_ORIGIN,
  );

const goodXml = (said: Said) => signXml(responseOf(said, assertionOf(said)), key);

async function signIn(browser: InjectBrowser, email: string, redirectTo = '/') {
  const { said, relayState } = await begin(browser, email, redirectTo);
  const posted = await post(browser, formOf(goodXml(said), relayState));
  expect(posted.statusCode).toBe(303);
  return browser.get(String(posted.headers.location));
}

async function me(browser: InjectBrowser) {
  return (await browser.get('/api/auth/me')).json<{ id: string; email: string; code?: string }>();
}

const findUser = (email: string) =>
  t.deps.identity.store.findOne('user', [{ field: 'email', value: email }]);

describe('a member of the house', () => {
  test('signs in: account and membership are made, tokens lie in cookies', async () => {
    const email = newEmail();
    const browser = new InjectBrowser(app);
    const { url, said, relayState, request } = await begin(browser, email, '/sessions');
    expect(url.startsWith(`${IDP_PAGE}?`)).toBe(true);
    expect(request).toContain(`AssertionConsumerServiceURL="${said.acsUrl}"`);
    const posted = await post(browser, formOf(goodXml(said), relayState));
    expect(posted.headers['set-cookie']).toBeUndefined();
    const answer = await browser.get(String(posted.headers.location), {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    });
    expect(answer.statusCode).toBe(302);
    expect(answer.headers.location).toBe('/sessions');
    const user = await me(browser);
    expect(user).toMatchObject({ email, emailVerified: true, roles: ['driver'] });
    const member = await t.deps.db
      .selectFrom('team_member')
      .select(['role', 'via'])
      .where('team_id', '=', sso.teamId)
      .where('user_id', '=', user.id)
      .executeTakeFirst();
    expect(member).toEqual({ role: 'viewer', via: 'sso' });
    const login = await t.deps.identity.store.findMany('session', [
      { field: 'userId', value: user.id },
    ]);
    expect(login.map(({ amr }) => amr)).toEqual(['sso']);
  });

  test('finds the same account again, and keeps the role given meanwhile', async () => {
    const email = newEmail();
    const first = new InjectBrowser(app);
    await signIn(first, email);
    const { id } = await me(first);
    await t.deps.db
      .updateTable('team_member')
      .set({ role: 'operator' })
      .where('user_id', '=', id)
      .execute();
    const second = new InjectBrowser(app);
    await signIn(second, email);
    expect((await me(second)).id).toBe(id);
    const roles = await t.deps.db
      .selectFrom('team_member')
      .select('role')
      .where('user_id', '=', id)
      .execute();
    expect(roles).toEqual([{ role: 'operator' }]);
  });

  test('who had an account with this verified address gets that one', async () => {
    const email = newEmail();
    const id = t.deps.newId();
    await makeDriver(t.deps.identity.store, { id, now: t.deps.now(), email });
    const browser = new InjectBrowser(app);
    await signIn(browser, email);
    expect((await me(browser)).id).toBe(id);
  });

  test('an account that somebody made with an address that is not theirs is not given away', async () => {
    const email = newEmail();
    const id = t.deps.newId();
    const { store } = t.deps.identity;
    await makeDriver(store, { id, now: t.deps.now(), email });
    await store.update('user', [{ field: 'id', value: id }], { emailVerified: false });
    const browser = new InjectBrowser(app);
    const { said, relayState } = await begin(browser, email);
    const posted = await post(browser, formOf(goodXml(said), relayState));
    expect(errorOf(posted.headers.location)).toBe('sso_not_available');
  });

  test('who has a second factor is asked for it, and has no session before', async () => {
    const email = newEmail();
    const id = t.deps.newId();
    const { store } = t.deps.identity;
    await makeDriver(store, { id, now: t.deps.now(), email });
    await giveSecondFactor(t.deps, id);
    const browser = new InjectBrowser(app);
    const answer = await signIn(browser, email, '/laps');
    const to = new URL(String(answer.headers.location), PUBLIC_URL);
    expect(to.pathname).toBe('/sign-in');
    expect(to.searchParams.get('challenge')).toMatch(/.{40}/);
    expect(to.searchParams.get('methods')).toContain('totp');
    expect(to.searchParams.get('redirectTo')).toBe('/laps');
    expect(await me(browser)).toMatchObject({ code: 'unauthorized' });
    expect(await store.findMany('session', [{ field: 'userId', value: id }])).toEqual([]);
  });
});

describe('a sign-in belongs to the browser that began it', () => {
  test('the response of an attacker signs nobody else in', async () => {
    const attacker = new InjectBrowser(app);
    const email = newEmail();
    const { said, relayState } = await begin(attacker, email);
    const victim = new InjectBrowser(app);
    const posted = await post(victim, formOf(goodXml(said), relayState));
    const answer = await victim.get(String(posted.headers.location));
    expect(errorOf(answer.headers.location)).toBe('sign_in_again');
    expect(await me(victim)).toMatchObject({ code: 'unauthorized' });
    // The ticket is used up, for the attacker, too.
    const after = await attacker.get(String(posted.headers.location));
    expect(errorOf(after.headers.location)).toBe('sign_in_again');
    const user = await findUser(email);
    const where = [{ field: 'userId', value: user?.['id'] ?? null }];
    expect(await t.deps.identity.store.findMany('session', where)).toEqual([]);
  });

  test('a browser with a sign-in of its own is not signed in by a foreign one', async () => {
    const attacker = new InjectBrowser(app);
    const { said, relayState } = await begin(attacker, newEmail());
    const victim = new InjectBrowser(app);
    await begin(victim, newEmail());
    const posted = await post(victim, formOf(goodXml(said), relayState));
    const answer = await victim.get(String(posted.headers.location));
    expect(errorOf(answer.headers.location)).toBe('sign_in_again');
  });

  test('a ticket is good once, and none can be guessed', async () => {
    const browser = new InjectBrowser(app);
    const { said, relayState } = await begin(browser, newEmail());
    const posted = await post(browser, formOf(goodXml(said), relayState));
    const to = String(posted.headers.location);
    expect((await browser.get(to)).headers.location).toBe('/');
    for (const url of [to, '/auth/sso/finish?ticket=x'])
      expect(errorOf((await browser.get(url)).headers.location)).toBe('sign_in_again');
  });
});

/** Posts what an attacker made of a sign-in; whom it let in. */
async function attack(
  make: (said: Said) => string,
  email = newEmail(),
): Promise<{ error: string | null; browser: InjectBrowser }> {
  const browser = new InjectBrowser(app);
  const { said, relayState } = await begin(browser, email);
  const posted = await post(browser, formOf(make(said), relayState));
  const location = String(posted.headers.location);
  if (location.startsWith('/auth/sso/finish')) await browser.get(location);
  expect(await me(browser)).toMatchObject({ code: 'unauthorized' });
  return { error: errorOf(location), browser };
}

const EVIL = `victim@${DOMAIN}`;
const MINUTE = 60_000;
const RSA_SHA1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';

/** The signature of a signed assertion, and the assertion without it. */
function apart(xml: string) {
  const [signature = ''] = /<ds:Signature[\s\S]*<\/ds:Signature>/.exec(xml) ?? [];
  const [assertion = ''] = /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(xml) ?? [];
  return { signature, assertion, bare: assertion.replace(signature, '') };
}

const forgedOf = (said: Said, more: Partial<Said> = {}) =>
  assertionOf({ ...said, email: EVIL, ...more });

const ATTACKS: Readonly<Record<string, (said: Said) => string>> = {
  'no signature at all': (said) => responseOf(said, assertionOf(said)),
  'a signature of the response, not of the assertion': (said) =>
    signXml(responseOf(said, assertionOf(said)), key, { what: 'Response' }),
  'a signature with the key of a stranger': (said) =>
    signXml(responseOf(said, assertionOf(said)), stranger),
  'a signature of a stranger who says to be the provider': (said) =>
    signXml(responseOf(said, assertionOf(said)), {
      privateKey: stranger.privateKey,
      certificate: key.certificate,
    }),
  'a signature by SHA-1': (said) =>
    signXml(responseOf(said, assertionOf(said)), key, { algorithm: RSA_SHA1 }),
  'another name': (said) => goodXml(said).replaceAll(said.email, EVIL),
  'another name behind a comment': (said) =>
    goodXml({ ...said, email: `${EVIL}<!---->.evil.example` }),
  'another audience than was signed': (said) =>
    goodXml({ ...said, audience: 'other' }).replace('>other<', `>${String(said.audience)}<`),
  'wrapping: the forged assertion before the signed one': (said) => {
    const { assertion } = apart(goodXml(said));
    return responseOf(said, forgedOf(said), assertion);
  },
  'wrapping: the forged assertion after the signed one': (said) => {
    const { assertion } = apart(goodXml(said));
    return responseOf(said, assertion, forgedOf(said));
  },
  'wrapping: the signed assertion within the forged one': (said) => {
    const { assertion } = apart(goodXml(said));
    return responseOf(said, forgedOf(said, { hidden: assertion }));
  },
  'wrapping: the forged assertion carries the signature, which holds the signed one': (said) => {
    const { signature, bare } = apart(goodXml(said));
    const holder = signature.replace(
      '</ds:Signature>',
      `<ds:Object>${bare}</ds:Object></ds:Signature>`,
    );
    return responseOf(said, forgedOf(said).replace('</saml:Issuer>', `</saml:Issuer>${holder}`));
  },
  'wrapping: both assertions have one id': (said) => {
    const xml = goodXml({ ...said, assertionId: '_same' });
    const { assertion, signature } = apart(xml);
    const forged = forgedOf(said, { assertionId: '_same' });
    return responseOf(
      said,
      forged.replace('</saml:Issuer>', `</saml:Issuer>${signature}`),
      `<samlp:Extensions>${assertion}</samlp:Extensions>`,
    );
  },
  'wrapping: the signed assertion among extensions': (said) => {
    const { assertion } = apart(goodXml(said));
    return responseOf(said, `<samlp:Extensions>${assertion}</samlp:Extensions>`, forgedOf(said));
  },
  'wrapping: the signed response within a forged one': (said) => {
    const inner = goodXml(said);
    return responseOf(said, forgedOf(said), `<samlp:Extensions>${inner}</samlp:Extensions>`);
  },
  'wrapping: another namespace': (said) => {
    const { assertion } = apart(goodXml(said));
    const forged = forgedOf(said).replaceAll('saml:', 'x:').replace('xmlns:x', 'xmlns:x');
    return responseOf(said, forged, assertion);
  },
  'two signed assertions': (said) => {
    const { assertion } = apart(goodXml(said));
    const second = apart(goodXml({ ...said, email: newEmail() }));
    return responseOf(said, assertion, second.assertion);
  },
  'entities of a document type': (said) => `<!DOCTYPE x [<!ENTITY e "${EVIL}">]>${goodXml(said)}`,
  'an expired assertion': (said) =>
    goodXml({ ...said, notOnOrAfter: new Date(Date.now() - 2 * MINUTE) }),
  'an assertion that is not good yet': (said) =>
    goodXml({ ...said, notBefore: new Date(Date.now() + 2 * MINUTE) }),
  'no time at all': (said) => goodXml({ ...said, withoutConditions: true }),
  'another audience': (said) => goodXml({ ...said, audience: 'https://other.example' }),
  'no audience': (said) => goodXml({ ...said, audience: undefined }),
  'another recipient': (said) => goodXml({ ...said, acsUrl: 'https://other.example/acs' }),
  'another issuer': (said) => goodXml({ ...said, issuer: 'https://other.example' }),
  'an answer to a question nobody asked': (said) => goodXml({ ...said, requestId: '_unknown' }),
  'an answer to no question': (said) => goodXml({ ...said, requestId: undefined }),
  'an answer to no question, with the mark of one outside of what was signed': (said) => {
    const { assertion } = apart(goodXml({ ...said, requestId: undefined }));
    const mark = `<saml:SubjectConfirmationData InResponseTo="${String(said.requestId)}"/>`;
    return responseOf(said, `<samlp:Extensions>${mark}</samlp:Extensions>`, assertion);
  },
  'an answer to no question, with the mark of one within its signature': (said) => {
    const mark = `<saml:SubjectConfirmationData InResponseTo="${String(said.requestId)}"/>`;
    return goodXml({ ...said, requestId: undefined })
      .replace('</ds:Signature>', `<ds:Object>${mark}</ds:Object></ds:Signature>`)
      .replace('Version="2.0"', `Version="2.0" InResponseTo="${String(said.requestId)}"`);
  },
  'a failure that looks like a success': (said) =>
    goodXml(said).replace('status:Success', 'status:Responder'),
  'no XML': () => 'x',
  'XML that never ends': () => '<samlp:Response',
};

describe('a response is refused with', () => {
  test.each(Object.keys(ATTACKS))('%s', async (name) => {
    const { error } = await attack(ATTACKS[name] ?? (() => ''));
    expect(error).toBe('provider_refused');
    expect(await findUser(EVIL)).toBeUndefined();
  });

  test('an address of another domain, whoever it belongs to', async () => {
    for (const email of ['victim@gmail.example', `victim@sub.${DOMAIN}`, `victim@evil${DOMAIN}`]) {
      await makeDriver(t.deps.identity.store, { id: t.deps.newId(), now: t.deps.now(), email });
      const { error } = await attack((said) => goodXml({ ...said, email }));
      expect(error).toBe('sso_not_available');
    }
    const { error } = await attack((said) => goodXml({ ...said, email: 'new@gmail.example' }));
    expect(error).toBe('sso_not_available');
    expect(await findUser('new@gmail.example')).toBeUndefined();
  });

  test('an attribute that says another address than the name', async () => {
    const { error } = await attack((said) =>
      goodXml({ ...said, attributes: { email: 'victim@gmail.example' } }),
    );
    expect(error).toBe('sso_not_available');
  });
});

describe('a form with a field twice is refused: two readers may read two things', () => {
  const fieldOf = (xml: string) =>
    new URLSearchParams({ SAMLResponse: Buffer.from(xml).toString('base64') }).toString();

  test.each([
    [
      'an assertion that was stolen before its use, behind a harmless one',
      'provider_refused',
      (good: string, stolen: string, state: string) =>
        `${fieldOf(good)}&${state}&${fieldOf(stolen)}`,
    ],
    [
      'two relay states',
      'sign_in_again',
      (good: string, _: string, state: string) => `${fieldOf(good)}&${state}&${state}`,
    ],
  ])('%s', async (_, error, make) => {
    const email = newEmail();
    const victim = await begin(new InjectBrowser(app), email);
    const thief = new InjectBrowser(app);
    const { said, relayState } = await begin(thief, newEmail());
    const stolen = goodXml(victim.said).replace(
      `Destination="${said.acsUrl}" InResponseTo="${String(victim.said.requestId)}"`,
      `Destination="${said.acsUrl}" InResponseTo="${String(said.requestId)}"`,
    );
    const state = new URLSearchParams({ RelayState: relayState }).toString();
    const posted = await post(thief, make(goodXml(said), stolen, state));
    expect(errorOf(posted.headers.location)).toBe(error);
    expect(await findUser(email)).toBeUndefined();
  });
});

describe('a response works once', () => {
  test('the same form a second time', async () => {
    const browser = new InjectBrowser(app);
    const { said, relayState } = await begin(browser, newEmail());
    const form = formOf(goodXml(said), relayState);
    expect(String((await post(browser, form)).headers.location)).toContain('ticket=');
    expect(errorOf((await post(browser, form)).headers.location)).toBe('sign_in_again');
  });

  test('the same assertion for another sign-in', async () => {
    const first = await begin(new InjectBrowser(app), newEmail());
    const xml = goodXml(first.said);
    const thief = new InjectBrowser(app);
    const { said, relayState } = await begin(thief, newEmail());
    const stolen = xml.replace(
      `Destination="${said.acsUrl}" InResponseTo="${String(first.said.requestId)}"`,
      `Destination="${said.acsUrl}" InResponseTo="${String(said.requestId)}"`,
    );
    expect(stolen).not.toBe(xml);
    const posted = await post(thief, formOf(stolen, relayState));
    expect(errorOf(posted.headers.location)).toBe('provider_refused');
    // A forged response leaves a sign-in as it was.
    expect(
      String((await post(thief, formOf(goodXml(said), relayState))).headers.location),
    ).toContain('ticket=');
  });

  test('five at once: one gets in', async () => {
    const browser = new InjectBrowser(app);
    const { said, relayState } = await begin(browser, newEmail());
    const form = formOf(goodXml(said), relayState);
    const posted = await Promise.all([1, 2, 3, 4, 5].map(() => post(browser, form)));
    const tickets = posted.filter(({ headers }) => String(headers.location).includes('ticket='));
    expect(tickets.length).toBe(1);
  });
});

describe('the place where responses are posted', () => {
  const acs = () => new URL(String(sso.settings.acsUrl)).pathname;

  test('takes forms only, and no other route takes them', async () => {
    const headers = { origin: IDP_ORIGIN, 'sec-fetch-site': 'cross-site' };
    const json = await app.inject({ method: 'POST', url: acs(), payload: { a: 1 }, headers });
    expect(json.statusCode).toBe(415);
    for (const url of ['/auth/sso', '/auth/logout', `${acs()}/x`, `${acs()}?x=1`, '/api/teams']) {
      const answer = await app.inject({ method: 'POST', url, payload: {}, headers });
      expect(answer.json()).toMatchObject({ code: 'origin_not_allowed' });
    }
    expect((await app.inject({ url: acs() })).statusCode).toBe(404);
  });

  test('refuses what is too large, empty, or for nobody', async () => {
    const browser = new InjectBrowser(app);
    const large = `SAMLResponse=${'A'.repeat(600_000)}`;
    expect((await browser.postFromElsewhere(acs(), large, IDP_ORIGIN)).statusCode).toBe(413);
    const big = `SAMLResponse=${'A'.repeat(300_000)}`;
    for (const [url, form] of [
      [acs(), ''],
      [acs(), 'SAMLResponse='],
      [acs(), big],
      ['/auth/saml/unknown/acs', 'SAMLResponse=x'],
    ] as const) {
      const answer = await browser.postFromElsewhere(url, form, IDP_ORIGIN);
      expect(answer.statusCode).toBe(303);
      expect(errorOf(answer.headers.location)).toMatch(/sign_in_again|sso_not_available/);
    }
  });

  test('our metadata names it, and asks for signed assertions', async () => {
    const answer = await app.inject(new URL(String(sso.settings.metadataUrl)).pathname);
    expect(answer.headers['content-type']).toContain('application/samlmetadata+xml');
    expect(answer.body).toContain(`Location="${String(sso.settings.acsUrl)}"`);
    expect(answer.body).toContain('WantAssertionsSigned="true"');
    expect((await app.inject('/auth/saml/unknown/metadata')).json()).toMatchObject({
      status: 404,
      code: 'sso_not_available',
    });
  });
});

test('one network does not ask for ever', async () => {
  const remoteAddress = '203.0.113.9';
  for (let i = 0; i < 600; i++) await t.deps.throttle.fromNetwork('elsewhere', remoteAddress);
  const acs = new URL(String(sso.settings.acsUrl)).pathname;
  const ask = (url: string, payload?: object) =>
    app.inject({
      method: payload ? 'POST' : 'GET',
      url,
      remoteAddress,
      ...(payload && { payload }),
    });
  const answer = await ask('/auth/sso', { email: 'a@nobody.example' });
  expect(answer.json()).toMatchObject({ status: 429, code: 'too_many_requests' });
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  const posted = await app.inject({
    method: 'POST',
    url: acs,
    remoteAddress,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'SAMLResponse=x',
  });
  expect(errorOf(posted.headers.location)).toBe('too_many_requests');
  const back = await ask('/auth/sso/finish?ticket=x');
  expect(errorOf(back.headers.location)).toBe('too_many_requests');
});
