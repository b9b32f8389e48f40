import { scryptSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';
import { createPerson, findPassword } from '../src/identity/accounts.ts';
import { openKeyring } from '../src/identity/keyring.ts';
import { LOCAL_OWNER, serverActor } from '../src/deps.ts';
import { forgeTokens } from './forged-tokens.ts';
import { STORE_KINDS } from './identity-stores.ts';
import { createTestApp, type TestApp } from './server.ts';
import { Visitor } from './visitor.ts';

const PASSWORD = 'tarmac wolf 29';
const WRONG = 'tarmac wolf 28';
const START = new Date('2026-06-01T12:00:00Z').getTime();

type App = Awaited<ReturnType<typeof buildApp>>;
type TokenBody = { accessToken: string; refreshToken: string; user: { id: string } };
const tokensOf = (body: unknown) => body as TokenBody;

describe.each(STORE_KINDS)('sign-in (%s)', (kind) => {
  let t: TestApp;
  let app: App;
  let hash: string;
  let at = START;
  let people = 0;
  beforeAll(async () => {
    t = await createTestApp(kind, { work: false, now: () => new Date(at) });
    app = await buildApp(t.deps);
    hash = await t.deps.identity.passwords.hash(PASSWORD);
  });
  afterAll(async () => {
    await app.close();
    await t.close();
  });
  const visitor = (others: Partial<Visitor> = {}) => new Visitor(app, others);
  const person = async (role: 'driver' | 'moderator' | 'owner' = 'driver') => {
    const email = `person${people++}@example.org`;
    const { store } = t.deps.identity;
    const user = await createPerson(
      { ...t.deps, store },
      { email, name: 'Test', passwordHash: hash, role },
    );
    return { email, id: String(user['id']) };
  };
  const login = (who: Visitor, email: string, password = PASSWORD) =>
    who.post('/auth/login', { email, password });
  const signedIn = async (role?: 'driver' | 'moderator' | 'owner') => {
    const someone = await person(role);
    const who = visitor();
    const answer = await who.post('/auth/login', {
      email: someone.email,
      password: PASSWORD,
      keep: 'cookie',
    });
    expect(answer.status).toBe(200);
    return { ...someone, who, answer };
  };

  test('gives tokens, and the user to who shows them', async () => {
    const { email, id } = await person();
    const answer = await login(visitor(), email.toUpperCase());
    expect(answer.body).toMatchObject({ expiresIn: 900, user: { id, email, roles: ['driver'] } });
    expect(answer.headers['cache-control']).toBe('no-store');
    const { accessToken } = tokensOf(answer.body);
    expect(decodeJwt(accessToken)).toMatchObject({
      sub: id,
      roles: ['driver'],
      amr: ['pwd'],
      iss: 'http://127.0.0.1:8000',
      aud: 'http://127.0.0.1:8000',
    });
    expect(Object.keys(decodeJwt(accessToken))).toEqual(expect.arrayContaining(['sid', 'jti']));
    const who = visitor();
    expect((await who.get('/auth/user')).body).toMatchObject({ code: 'unauthorized' });
    who.bearer = accessToken;
    for (const path of ['/auth/user', '/api/auth/me'])
      expect((await who.get(path)).body).toMatchObject({ id, email });
  });

  test('the password form of OAuth 2 gives tokens, and errors as OAuth has them', async () => {
    const { email } = await person();
    const form = (fields: Record<string, string>, type = 'application/x-www-form-urlencoded') =>
      visitor().ask('POST', '/api/auth/token', {
        headers: { 'content-type': type },
        payload: new URLSearchParams(fields).toString(),
      });
    const good = await form({ grant_type: 'password', username: email, password: PASSWORD });
    expect(good).toMatchObject({ status: 200, body: { token_type: 'bearer', expires_in: 900 } });
    const who = visitor();
    who.bearer = String(good.body['access_token']);
    expect((await who.get('/api/auth/me')).status).toBe(200);
    const refreshToken = String(good.body['refresh_token']);
    expect((await visitor().post('/auth/refresh', { refreshToken })).status).toBe(200);
    expect(await form({ username: email, password: WRONG })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', code: 'credentials_wrong' },
    });
    expect(await form({ username: email })).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', code: 'invalid_request' },
    });
    expect(await form({ username: email, password: PASSWORD }, 'text/plain')).toMatchObject({
      status: 415,
    });
    expect(
      await form({ username: email, password: PASSWORD, grant_type: 'client_credentials' }),
    ).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  test('what is wrong is told alike, and costs one hash, whether or not there is an account', async () => {
    const { email } = await person();
    const social = await createPerson(
      { ...t.deps, store: t.deps.identity.store },
      { email: 'social@example.org', name: 'Without a password' },
    );
    const answers = [];
    for (const one of [email, 'nobody@example.org', String(social['email'])]) {
      const before = t.deps.identity.passwords.count();
      const { status, body } = await login(visitor(), one, WRONG);
      const { requestId: _, ...rest } = body;
      answers.push({ status, rest, hashes: t.deps.identity.passwords.count() - before });
    }
    expect(answers[0]).toMatchObject({
      status: 401,
      rest: { code: 'credentials_wrong' },
      hashes: 1,
    });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect((await login(visitor(), email, '')).body).toMatchObject({ code: 'invalid_request' });
  });

  test('a sign-up costs one hash, whether or not there is an account', async () => {
    const { email } = await person();
    for (const one of [email, 'brand-new@example.org']) {
      const before = t.deps.identity.passwords.count();
      await visitor().post('/auth/signup', { email: one, password: PASSWORD, name: 'Zoe' });
      expect(t.deps.identity.passwords.count() - before).toBe(1);
    }
  });

  test('a password hashed with less is hashed anew at the next sign-in', async () => {
    const { email, id } = await person();
    const { store, passwords } = t.deps.identity;
    const salt = Buffer.from('0123456789abcdef');
    const key = scryptSync(PASSWORD, salt, 32, { N: 2 ** 12, r: 8, p: 1 });
    const text = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
    const old = `$scrypt$ln=12,r=8,p=1$${text(salt)}$${text(key)}`;
    await store.update('account', [{ field: 'userId', value: id }], { password: old });
    expect(passwords.isWeak(old)).toBe(true);
    expect((await login(visitor(), email, WRONG)).status).toBe(401);
    expect((await findPassword(store, id))?.['password']).toBe(old);
    expect((await login(visitor(), email)).status).toBe(200);
    const stored = String((await findPassword(store, id))?.['password']);
    expect(passwords.isWeak(stored)).toBe(false);
    expect((await login(visitor(), email)).status).toBe(200);
  });

  test('browsers keep tokens where no script reads them and no other site sends them', async () => {
    const { answer } = await signedIn();
    expect(answer.body).not.toHaveProperty('accessToken');
    const lines = [answer.headers['set-cookie']].flat().map(String);
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).toMatch(/; HttpOnly; SameSite=Lax$/);
    expect(lines.find((line) => line.startsWith('outlap_refresh='))).toContain('; Path=/auth;');
  });

  test('other sites cannot act as who is signed in', async () => {
    const { who } = await signedIn();
    const from = (headers: Record<string, string>) =>
      who.ask('POST', '/api/login-sessions/revoke-others', { headers });
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
    ])
      expect((await from(headers as never)).body).toMatchObject({ code: 'origin_not_allowed' });
    const formLogin = await who.ask('POST', '/auth/login', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'email=a&password=b',
    });
    expect(formLogin.body).toMatchObject({ code: 'unsupported_media_type' });
  });

  test('a sign-in begins a login session of its own, whatever the browser brought', async () => {
    const attacker = await signedIn();
    const victim = await person();
    const browser = visitor();
    for (const [name, value] of attacker.who.cookies) browser.cookies.set(name, value);
    browser.cookies.set('outlap.session_token', 'planted.value');
    const body = { email: victim.email, password: PASSWORD, keep: 'cookie' };
    expect((await browser.post('/auth/login', body)).status).toBe(200);
    expect((await browser.get('/api/auth/me')).body).toMatchObject({ id: victim.id });
    expect((await attacker.who.get('/api/auth/me')).body).toMatchObject({ id: attacker.id });
    expect(browser.cookies.get('outlap_access')).not.toBe(
      attacker.who.cookies.get('outlap_access'),
    );
    expect(browser.cookies.get('outlap_device')).not.toBe(
      attacker.who.cookies.get('outlap_device'),
    );
  });

  test('an address to go to afterwards is not taken from who asks', async () => {
    const { email } = await person();
    const answer = await visitor().post('/auth/login', {
      email,
      password: PASSWORD,
      callbackURL: 'https://evil.example',
      redirectTo: 'https://evil.example',
    });
    expect([200, 400]).toContain(answer.status);
    expect(answer.headers).not.toHaveProperty('location');
    expect(JSON.stringify(answer.body)).not.toContain('evil');
  });

  describe('access tokens', () => {
    const tries = async () => {
      const { who } = await signedIn();
      const good = String(who.cookies.get('outlap_access'));
      const { keys } = (await visitor().get('/.well-known/jwks.json')).body as {
        keys: { x: string }[];
      };
      return { good, bad: await forgeTokens(good, keys[0]?.x ?? '', t.deps.identity.keyring) };
    };

    test('no forged one is good', async () => {
      const { good, bad } = await tries();
      const who = visitor();
      who.bearer = good;
      expect((await who.get('/api/auth/me')).status).toBe(200);
      for (const [name, token] of Object.entries(bad)) {
        who.bearer = token;
        const { status, body } = await who.get('/api/auth/me');
        expect([name, status, body['code']]).toEqual([name, 401, 'unauthorized']);
      }
    });

    test('one of another server, with the same keys, is not good', async () => {
      const { store, secrets } = t.deps.identity;
      const { who } = await signedIn();
      const claims = decodeJwt(String(who.cookies.get('outlap_access')));
      const { newId, now } = t.deps;
      const other = openKeyring(store, { issuer: 'https://other.example', secrets, now, newId });
      const { iss: _, aud: __, ...rest } = claims;
      const stranger = visitor();
      stranger.bearer = await other.sign(rest, 900);
      expect((await stranger.get('/api/auth/me')).status).toBe(401);
    });

    test('one is good for fifteen minutes', async () => {
      const { who } = await signedIn();
      at += 899_000;
      expect((await who.get('/api/auth/me')).status).toBe(200);
      at += 2000;
      expect((await who.get('/api/auth/me')).status).toBe(401);
      expect((await who.post('/auth/refresh')).status).toBe(200);
      expect((await who.get('/api/auth/me')).status).toBe(200);
    });

    test('keys change without signing anyone out, and no private part is shown', async () => {
      const { who } = await signedIn();
      at += 29 * 86_400_000;
      expect((await who.post('/auth/refresh')).status).toBe(200);
      const before = decodeProtectedHeader(String(who.cookies.get('outlap_access'))).kid;
      at += 86_400_000;
      expect((await who.post('/auth/refresh')).status).toBe(200);
      expect((await who.get('/api/auth/me')).status).toBe(200);
      const after = decodeProtectedHeader(String(who.cookies.get('outlap_access'))).kid;
      expect(after).not.toBe(before);
      const { body } = await visitor().get('/.well-known/jwks.json');
      const { keys } = body as { keys: { kid: string }[] };
      expect(keys.map(({ kid }) => kid)).toEqual(expect.arrayContaining([before, after]));
      for (const key of keys) expect(key).not.toHaveProperty('d');
    });
  });

  describe('refresh tokens', () => {
    const start = async () => {
      const { email } = await person();
      return tokensOf((await login(visitor(), email)).body);
    };
    const refresh = (refreshToken: string) => visitor().post('/auth/refresh', { refreshToken });

    test('an old one, used again after a moment, ends its whole family', async () => {
      const first = await start();
      const second = tokensOf((await refresh(first.refreshToken)).body);
      expect(second.refreshToken).not.toBe(first.refreshToken);
      at += 21_000;
      expect((await refresh(first.refreshToken)).body).toMatchObject({
        code: 'refresh_token_invalid',
      });
      expect((await refresh(second.refreshToken)).status).toBe(401);
      const who = visitor();
      who.bearer = second.accessToken;
      expect((await who.get('/api/auth/me')).status).toBe(401);
    });

    test('one sent twice at once gives the same successor', async () => {
      const first = await start();
      const [a, b] = await Promise.all([refresh(first.refreshToken), refresh(first.refreshToken)]);
      expect(tokensOf(a.body).refreshToken).toBe(tokensOf(b.body).refreshToken);
      expect((await refresh(tokensOf(a.body).refreshToken)).status).toBe(200);
    });

    test('of ten at once one wins, and nobody gets a second family', async () => {
      const first = await start();
      const all = await Promise.all(Array.from({ length: 10 }, () => refresh(first.refreshToken)));
      const good = all.filter(({ status }) => status === 200);
      expect(good.length).toBeGreaterThan(0);
      expect(new Set(good.map(({ body }) => tokensOf(body).refreshToken)).size).toBe(1);
      const { store } = t.deps.identity;
      const sid = String(decodeJwt(first.accessToken)['sid']);
      const rows = await store.findMany('refreshToken', [{ field: 'loginSessionId', value: sid }]);
      expect(rows).toHaveLength(2);
      expect(JSON.stringify(rows)).not.toContain(first.refreshToken);
    });

    test('signing out ends it', async () => {
      const { refreshToken, accessToken } = await start();
      expect((await visitor().post('/auth/logout', { refreshToken })).status).toBe(204);
      expect((await refresh(refreshToken)).status).toBe(401);
      const who = visitor();
      who.bearer = accessToken;
      expect((await who.get('/api/auth/me')).status).toBe(401);
    });

    test.each(['', 'olr_guess', 'x'.repeat(200)])('%j is none', async (token) => {
      expect((await refresh(token)).status).toBe(401);
    });
  });

  describe('login sessions', () => {
    test('are listed without tokens, used last first, this one marked', async () => {
      const { email, who } = await signedIn();
      at += 1000;
      const phone = visitor({
        userAgent:
          'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/605.1',
        address: '10.9.8.7',
      });
      await login(phone, email);
      const { body } = await who.get('/api/login-sessions');
      expect(body['items']).toMatchObject([
        { deviceName: 'Safari on iPhone', address: '10.9.8.7', current: false, place: null },
        { deviceName: 'Firefox on Linux', current: true, amr: ['pwd'], impersonated: false },
      ]);
      expect(JSON.stringify(body)).not.toMatch(/token|sha256|olr_/i);
    });

    test('one is ended, at once; one of somebody else is not there', async () => {
      const { email, who } = await signedIn();
      const other = visitor();
      other.bearer = tokensOf((await login(other, email)).body).accessToken;
      const { items } = (await who.get('/api/login-sessions')).body as {
        items: { id: string; current: boolean }[];
      };
      const id = items.find(({ current }) => !current)?.id ?? '';
      const stranger = await signedIn();
      const path = `/api/login-sessions/${id}`;
      expect((await stranger.who.ask('DELETE', path)).body).toMatchObject({
        code: 'login_session_not_found',
      });
      expect((await other.get('/api/auth/me')).status).toBe(200);
      expect((await who.ask('DELETE', path)).status).toBe(204);
      expect((await other.get('/api/auth/me')).status).toBe(401);
      expect((await who.ask('DELETE', path)).status).toBe(404);
      expect((await who.ask('DELETE', '/api/login-sessions/nonsense')).status).toBe(400);
      expect((await visitor().ask('DELETE', path)).status).toBe(401);
    });

    test('all others are ended, this one goes on', async () => {
      const { email, who } = await signedIn();
      const others = [visitor(), visitor()];
      for (const other of others)
        other.bearer = tokensOf((await login(other, email)).body).accessToken;
      expect((await who.post('/api/login-sessions/revoke-others')).body).toEqual({ ended: 2 });
      for (const other of others) expect((await other.get('/api/auth/me')).status).toBe(401);
      expect((await who.get('/api/login-sessions')).body['items']).toHaveLength(1);
    });

    test('ten thousand are listed and ended without a scan', { timeout: 60_000 }, async () => {
      const { id, who } = await signedIn();
      const many =
        kind === 'dynamodb' ? await addToTable(id, 300) : await addToDatabase(id, 10_000);
      const { items } = (await who.get('/api/login-sessions')).body as { items: unknown[] };
      expect(items.length).toBeGreaterThan(0);
      expect(items.length).toBeLessThanOrEqual(many + 1);
      expect((await who.post('/api/login-sessions/revoke-others')).body).toEqual({ ended: many });
    });

    async function addToDatabase(id: string, many: number): Promise<number> {
      const { db } = t.deps;
      await sql`insert into login_session (id, user_id, token, expires_at, created_at, updated_at, amr)
        select gen_random_uuid(), ${id}::uuid, 'bulk ' || n, ${new Date(at + 1e9)}, ${new Date(at)},
        ${new Date(at)}, 'pwd' from generate_series(1, ${many}::int) n`.execute(db);
      const plan = await sql<Record<string, string>>`explain select * from login_session
        where user_id = ${id}::uuid and expires_at > ${new Date(at)}`.execute(db);
      expect(JSON.stringify(plan.rows)).toMatch(/Index/);
      return many;
    }

    /** A table has no way to go through all of it: what is found there is found by keys. */
    async function addToTable(userId: string, many: number): Promise<number> {
      const { store } = t.deps.identity;
      const [createdAt, expiresAt] = [new Date(at), new Date(at + 1e9)];
      for (let n = 0; n < many; n++)
        await store.create('session', {
          id: t.deps.newId(),
          userId,
          token: `bulk ${n}`,
          expiresAt,
          createdAt,
          updatedAt: createdAt,
          amr: 'pwd',
        });
      return many;
    }

    test('those of who administers end after a quarter of an hour without use', async () => {
      for (const role of ['owner', 'moderator'] as const) {
        const { who, answer } = await signedIn(role);
        expect(answer.body['expiresIn']).toBe(300);
        for (let i = 0; i < 4; i++) {
          at += 299_000;
          expect((await who.get('/api/auth/me')).status).toBe(200);
          expect((await who.post('/auth/refresh')).status).toBe(200);
        }
        at += 301_000;
        expect((await who.get('/api/auth/me')).status).toBe(401);
        at += 600_000;
        expect((await who.post('/auth/refresh')).body).toMatchObject({ code: 'sign_in_again' });
        expect((await who.post('/auth/refresh')).status).toBe(401);
      }
      const driver = await signedIn();
      at += 86_400_000;
      expect((await driver.who.post('/auth/refresh')).status).toBe(200);
    });

    test('the ticket of this machine lasts longer, at this machine', async () => {
      const ends = async (address: string) => {
        const who = visitor({ address });
        const owner = { ...serverActor(LOCAL_OWNER), kind: 'person' as const };
        const ticket = await t.deps.tickets.issue('sign-in', owner, 3600);
        await who.post('/auth/ticket', { ticket, keep: 'cookie' });
        at += 3_600_000;
        return (await who.post('/auth/refresh')).status;
      };
      expect(await ends('127.0.0.1')).toBe(200);
      expect(await ends('10.0.0.9')).toBe(401);
    });
  });

  test('a locked account is told so once the password is right; its tokens are refused', async () => {
    const { id, email, who } = await signedIn();
    const { identity } = t.deps;
    const until = new Date(at + 3_600_000);
    const set = { lockedAt: new Date(at), lockedUntil: until, lockedReason: 'Spam' };
    await identity.store.update('user', [{ field: 'id', value: id }], set);
    const { secret } = await identity.keys.create({
      userId: id,
      name: 'k',
      scopes: ['read'],
      expiresAt: null,
    });
    expect((await login(visitor(), email, WRONG)).body).toMatchObject({
      code: 'credentials_wrong',
    });
    const locked = { code: 'account_locked', reason: 'Spam', until: until.toISOString() };
    expect((await login(visitor(), email)).body).toMatchObject({ status: 403, ...locked });
    expect((await who.get('/api/login-sessions')).body).toMatchObject(locked);
    const key = visitor();
    key.bearer = secret;
    expect((await key.get('/api/sessions')).status).toBe(401);
    at += 3_600_001;
    expect((await login(visitor(), email)).status).toBe(200);
    expect((await who.post('/auth/refresh')).status).toBe(200);
  });

  test('a change of roles ends access tokens at once; a refresh brings the new roles', async () => {
    const { id, who } = await signedIn();
    const { identity } = t.deps;
    await identity.store.update('user', [{ field: 'id', value: id }], { role: 'moderator' });
    await identity.endTokens(id);
    expect((await who.get('/api/auth/me')).status).toBe(401);
    expect((await who.post('/auth/refresh')).status).toBe(200);
    const claims = decodeJwt(String(who.cookies.get('outlap_access')));
    expect(claims['roles']).toEqual(['moderator']);
    expect((await who.get('/api/auth/me')).status).toBe(200);
  });
});
