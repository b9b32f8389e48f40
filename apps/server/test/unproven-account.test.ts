import type { OAuth2Server } from 'oauth2-mock-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';
import { issueResetLink } from '../src/features/identity/verbs.ts';
import { addPasskey } from './identity-rows.ts';
import { STORE_KINDS } from './identity-stores.ts';
import { InjectBrowser } from './inject-browser.ts';
import { createTestApp, type TestApp } from './server.ts';
import { type Claims, startProvider, toSetting } from './social-providers.ts';
import { giveSecondFactor } from './team-sso.ts';

const PUBLIC_URL = 'http://127.0.0.1:8000';

let house: OAuth2Server;
/** What the next ID token says besides. */
let claims: Claims = {};
let people = 0;

beforeAll(async () => {
  house = await startProvider(() => claims);
});
afterAll(() => house.stop());

describe.each(STORE_KINDS)('an account made with an address that nobody proved, on %s', (kind) => {
  let t: TestApp;
  let app: Awaited<ReturnType<typeof buildApp>>;
  beforeAll(async () => {
    const OIDC_PROVIDERS = toSetting({ house: String(house.issuer.url) });
    t = await createTestApp(kind, { work: false, env: { PUBLIC_URL, OIDC_PROVIDERS } });
    app = await buildApp(t.deps);
  });
  afterAll(async () => {
    await app.close();
    await t.close();
  });

  async function signIn(browser: InjectBrowser) {
    const begun = await browser.post('/auth/social', { provider: 'house', redirectTo: '/' });
    const answer = await fetch(begun.json<{ url: string }>().url, { redirect: 'manual' });
    const { location } = (await browser.get(answer.headers.get('location') ?? '')).headers;
    return new URL(String(location), PUBLIC_URL).searchParams.get('error');
  }
  const me = async (browser: InjectBrowser) =>
    (await browser.get('/api/auth/me')).json<{ id: string; email: string }>();
  const findUser = (email: string) =>
    t.deps.identity.store.findOne('user', [{ field: 'email', value: email }]);

  /** Everything by which somebody could come back. */
  async function preMade(role = 'driver') {
    const { identity } = t.deps;
    people += 1;
    const sub = `maker-${people}`;
    claims = { sub, email: `victim-${people}@example.com`, email_verified: false, name: 'M' };
    const maker = new InjectBrowser(app);
    expect(await signIn(maker)).toBeNull();
    const { id, email } = await me(maker);
    const made = await maker.post('/api/keys', { name: 'mine', scopes: ['read'] });
    expect(made.statusCode).toBe(201);
    await addPasskey(t.deps, id);
    await giveSecondFactor(t.deps, id);
    await identity.store.update('user', [{ field: 'id', value: id }], { role });
    return { id, email, maker, secret: made.json<{ secret: string }>().secret };
  }
  type PreMade = Awaited<ReturnType<typeof preMade>>;
  const MODELS = ['account', 'passkey', 'twoFactor', 'knownDevice', 'session'] as const;
  async function rowsOf({ id }: PreMade): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const model of MODELS)
      counts[model] = await t.deps.identity.store.count(model, [{ field: 'userId', value: id }]);
    return counts;
  }
  async function setPassword({ email }: PreMade) {
    const token = await issueResetLink(t.deps, (await findUser(email)) ?? {}, 60);
    const chosen = { token, newPassword: 'gravel otter 58' };
    expect((await new InjectBrowser(app).post('/auth/reset', chosen)).statusCode).toBe(204);
  }
  async function confirm({ id, email }: PreMade, browser: InjectBrowser) {
    const facts = { userId: id, email, newEmail: email };
    const token = await t.deps.identity.links.issue('verify', facts, 60);
    expect((await browser.post('/auth/verify-email', { token })).statusCode).toBe(204);
  }
  const readBy = async (secret: string) => {
    const headers = { authorization: `Bearer ${secret}` };
    return (await app.inject({ url: '/api/sessions', headers })).statusCode;
  };
  async function expectOut({ maker, secret }: PreMade) {
    expect(await me(maker)).toMatchObject({ code: 'unauthorized' });
    expect(await readBy(secret)).toBe(401);
    const again = new InjectBrowser(app);
    expect(await signIn(again)).toBe('account_exists');
    expect(await me(again)).toMatchObject({ code: 'unauthorized' });
  }

  test('is theirs no longer once who reads its mails has set a password', async () => {
    const account = await preMade();
    expect(await readBy(account.secret)).toBe(200);
    await setPassword(account);
    await expectOut(account);
    expect(await rowsOf(account)).toEqual({
      account: 1,
      passkey: 0,
      twoFactor: 0,
      knownDevice: 0,
      session: 0,
    });
    expect(await findUser(account.email)).toMatchObject({
      emailVerified: true,
      twoFactorEnabled: false,
    });
  });

  test('is theirs no longer once who reads its mails has confirmed it elsewhere', async () => {
    const account = await preMade();
    await confirm(account, new InjectBrowser(app));
    await expectOut(account);
    expect(await rowsOf(account)).toMatchObject({ account: 0, passkey: 0, session: 0 });
  });

  test('stays with who confirms it where they are signed in, and then sets a password', async () => {
    const account = await preMade();
    await confirm(account, account.maker);
    expect(await me(account.maker)).toMatchObject({ id: account.id, emailVerified: true });
    await setPassword(account);
    expect(await rowsOf(account)).toMatchObject({ account: 2, passkey: 1, twoFactor: 1 });
    expect(await readBy(account.secret)).toBe(200);
  });

  test('is not opened by a mailbox alone where it runs the platform', async () => {
    const account = await preMade('moderator');
    await setPassword(account);
    await expectOut(account);
    expect(await rowsOf(account)).toMatchObject({ account: 1, passkey: 0, twoFactor: 1 });
    expect(await findUser(account.email)).toMatchObject({ twoFactorEnabled: true });
  });
});
