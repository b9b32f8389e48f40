import type { BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pino } from 'pino';
import { openIdentity, type Identity } from '../src/identity/identity.ts';
import { openLibrary } from '../src/identity/library/open.ts';
import { listPlugins } from '../src/identity/library/plugins.ts';
import { RENEWALS } from '../src/identity/library/second-factor.ts';
import { makePerson, setUpTotp } from './people.ts';
import { buildApp } from '../src/app.ts';
import { createTestApp, type TestApp } from './server.ts';
import { Visitor } from './visitor.ts';

// Whatever begins a login session is held by the second factor, also a way in that nobody has thought of yet.

const from = { address: '10.9.9.9', userAgent: 'test' };
let t: TestApp;
let app: Awaited<ReturnType<typeof buildApp>>;
let identity: Identity;

/** A plugin as somebody may add one some day. */
const newWayIn: BetterAuthPlugin = {
  id: 'new-way-in',
  endpoints: {
    enter: createAuthEndpoint('/brand-new/way-in', { method: 'POST' }, async (ctx) => {
      const { userId } = ctx.body as { userId: string };
      const user = await ctx.context.internalAdapter.findUserById(userId);
      const session = await ctx.context.internalAdapter.createSession(userId);
      if (!user) throw new Error('no user');
      await setSessionCookie(ctx, { session, user });
      return ctx.json({ token: session.token });
    }),
  },
};

beforeAll(async () => {
  t = await createTestApp('embedded', { work: false });
  app = await buildApp(t.deps);
  const { config, now, newId, audit, bus } = t.deps;
  const { store, secrets, publicUrl } = t.deps.identity;
  const quiet = async () => undefined;
  const log = pino({ level: 'silent' });
  const parts = { config, publicUrl, store, secrets, sendMail: quiet, sendCode: quiet };
  identity = openIdentity({
    ...{ store, secrets, publicUrl, audit, bus, log, now, newId },
    library: async (passwords) =>
      openLibrary({ ...parts, passwords, newId, plugins: [...listPlugins(parts), newWayIn] }),
  });
});
afterAll(async () => {
  identity.close();
  await app.close();
  await t.close();
});

const sessionsOf = (userId: string) =>
  identity.store.count('session', [{ field: 'userId', value: userId }]);

test('a way in that comes new asks for the second factor, and leaves no session', async () => {
  const plain = await makePerson(t.deps);
  const path = '/brand-new/way-in';
  const entered = await identity.call({ path, body: { userId: plain.id }, ...from });
  expect(entered.login).toMatchObject({ userId: plain.id });

  const careful = await makePerson(t.deps);
  await setUpTotp(new Visitor(app), careful.email);
  const before = await sessionsOf(careful.id);
  const held = await identity.call({ path, body: { userId: careful.id }, ...from });
  expect(held.login).toBeUndefined();
  expect(held.body).toMatchObject({ twoFactorRedirect: true });
  expect(held.body).not.toHaveProperty('token');
  expect(held.cookies.some((line) => /^outlap\.two_factor=[^;]/.test(line))).toBe(true);
  expect(await sessionsOf(careful.id)).toBe(before);
});

test.each(RENEWALS)('%s, which is exempt, lets no stranger in', async (path) => {
  const method = path === '/get-session' ? 'GET' : 'POST';
  const body = { newPassword: 'x', currentPassword: 'x', newEmail: 'a@example.org', name: 'x' };
  const answer = await identity.call({ path, method, body, ...from });
  expect(answer.login).toBeUndefined();
  expect(answer.status === 401 || answer.body === null).toBe(true);
});

test('a program that was approved gets in, with what the approval is worth', async () => {
  const person = await makePerson(t.deps);
  await setUpTotp(new Visitor(app), person.email);
  const code = { client_id: 'outlap' };
  const begun = await identity.call({ path: '/device/code', body: code, ...from });
  const { device_code } = begun.body as { device_code: string };
  const where = [{ field: 'deviceCode', value: device_code }];
  const [row] = await identity.store.update('deviceCode', where, {
    status: 'approved',
    userId: person.id,
  });
  expect(row).toBeDefined();
  const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
  const body = { grant_type, client_id: 'outlap', device_code };
  const entered = await identity.call({ path: '/device/token', body, ...from });
  expect(entered).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
  expect(entered.cookies.some((line) => line.startsWith('outlap.two_factor='))).toBe(false);
});

test('a cookie of a remembered device that the library would believe is never made', async () => {
  const person = await makePerson(t.deps);
  const { code } = await setUpTotp(new Visitor(app), person.email);
  const browser = new Visitor(app);
  const login = { email: person.email, password: 'tarmac wolf 29' };
  const { body } = await browser.post('/auth/login', login);
  const shown = { challenge: body['challenge'], method: 'totp', code: code(), trustDevice: true };
  const answer = await browser.post('/auth/second-factor', { ...shown, rememberDevice: true });
  expect(answer.status).toBe(200);
  expect([...browser.cookies.keys()].filter((name) => name.includes('trust'))).toEqual([]);
});
