import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';
import { toAdapter } from '../src/identity/library/adapter.ts';
import { HASH_PREFIX } from '../src/identity/library/hash-token.ts';
import { LOGIN_COOKIE, signCookie } from '../src/identity/library/login-cookie.ts';
import { makePerson, signIn } from './people.ts';
import { createTestApp, type TestApp } from './server.ts';
import { Visitor } from './visitor.ts';

let t: TestApp;
let app: Awaited<ReturnType<typeof buildApp>>;
beforeAll(async () => {
  t = await createTestApp('embedded', { work: false });
  app = await buildApp(t.deps);
});
afterAll(async () => {
  await app.close();
  await t.close();
});

test('what lies in the database opens nothing', async () => {
  const { email, id } = await makePerson(t.deps);
  const browser = new Visitor(app);
  await signIn(browser, email);
  const { store, secrets, keys } = t.deps.identity;
  await keys.create({ userId: id, name: 'script', scopes: ['read'], expiresAt: null });
  const stored: string[] = [];
  for (const model of ['session', 'refreshToken', 'apiKey', 'knownDevice'] as const)
    for (const row of await store.findMany(model, [{ field: 'userId', value: id }]))
      stored.push(String(row['token'] ?? row['tokenHash'] ?? row['keyHash']));
  expect(stored.length).toBeGreaterThanOrEqual(4);
  const adapter = toAdapter(store, secrets)({});
  for (const text of stored) {
    for (const value of [text, `ol_${text}`, text.replace(HASH_PREFIX, '')]) {
      const thief = new Visitor(app);
      thief.bearer = value;
      expect((await thief.get('/api/auth/me')).status).toBe(401);
      const refresh = await new Visitor(app).post('/auth/refresh', { refreshToken: value });
      expect(refresh.status).toBe(401);
      const where = [{ field: 'token', value }];
      expect(await adapter.findOne({ model: 'session', where })).toBeNull();
    }
    const thief = new Visitor(app);
    // Not even one who can sign the cookies of the library.
    thief.cookies.set(LOGIN_COOKIE, signCookie(secrets, text));
    expect((await thief.get('/api/auth/me')).status).toBe(401);
  }
});

test('no session lies in a cookie', async () => {
  const { email } = await makePerson(t.deps);
  const browser = new Visitor(app);
  await signIn(browser, email);
  expect([...browser.cookies.keys()].filter((name) => /session_(data|token)/.test(name))).toEqual(
    [],
  );
});
