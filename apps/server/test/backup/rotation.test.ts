import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../../src/app.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { resealAll } from '../../src/identity/rotate.ts';
import { openServer } from '../../src/server.ts';
import { makeDriver } from '../drivers.ts';
import { STORE_KINDS } from '../identity-stores.ts';
import { forgetSteps, makePerson, PASSWORD, setUpTotp, signIn } from '../people.ts';
import { createTestApp, type TestApp } from '../server.ts';
import { Visitor } from '../visitor.ts';

const OLD = 'the old secret of at least thirty-two characters';
const NEW = 'the new secret of at least thirty-two characters';

describe.each(STORE_KINDS)('AUTH_SECRET on %s', (kind) => {
  let t: TestApp;
  const closers: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    t = await createTestApp(kind, { work: false, env: { AUTH_SECRET: OLD } });
  });
  afterAll(async () => {
    for (const close of closers.reverse()) await close();
    await t.close();
  });
  /** Another server on the same database. */
  const serverWith = async (AUTH_SECRET: string) => {
    const config = { ...t.deps.config, AUTH_SECRET };
    const cost = { ln: 13, r: 8, p: 1 };
    const opened = await openServer(config, pino({ level: 'silent' }), {
      database: t.database,
      passwordCost: cost,
    });
    const app = await buildApp(opened.deps);
    closers.push(async () => {
      await app.close();
      await opened.close();
    });
    return { app, deps: opened.deps };
  };

  test('changes without signing anybody out: second factors, keys, logins, audit log', async () => {
    const before = await buildApp(t.deps);
    closers.push(() => before.close());
    const person = await makePerson(t.deps);
    const authenticator = await setUpTotp(new Visitor(before), person.email);
    // More people than are looked at together, who came at the same moment.
    const crowd = { now: new Date('2026-01-01T00:00:00Z') };
    for (let i = 0; i < 250; i++)
      await makeDriver(t.deps.identity.store, { ...crowd, id: t.deps.newId() });
    const other = await makePerson(t.deps);
    const signedIn = new Visitor(before);
    await signIn(signedIn, other.email);
    const { secret: key } = await t.deps.identity.keys.create({
      userId: other.id,
      name: 'test',
      scopes: ['read'],
      expiresAt: null,
    });

    const between = await serverWith(`${NEW},${OLD}`);
    const { identity, audit } = between.deps;
    expect(await resealAll(identity.store, identity.secrets)).toBeGreaterThan(1);
    await audit.append({ action: 'secrets.rotated', result: 'done', actorId: null });

    const after = await serverWith(NEW);
    await forgetSteps(after.deps, person.id);
    const again = new Visitor(after.app);
    const first = await again.post('/auth/login', { email: person.email, password: PASSWORD });
    const { challenge } = first.body;
    const code = authenticator.code();
    const second = await again.post('/auth/second-factor', { challenge, method: 'totp', code });
    expect(second.status).toBe(200);
    const same = new Visitor(after.app);
    for (const [name, value] of signedIn.cookies) same.cookies.set(name, value);
    expect((await same.get('/api/auth/me')).body).toMatchObject({ id: other.id });
    expect((await same.get('/api/login-sessions')).status).toBe(200);
    const program = new Visitor(after.app);
    program.bearer = key;
    expect((await program.get('/api/sessions')).status).toBe(200);
    const chain = await verifyChain(after.deps.db, after.deps.identity.secrets);
    expect(chain).toMatchObject({ ok: true });
  });

  test('changes between a refresh and the same one again: both answers go on', async () => {
    const before = await buildApp(t.deps);
    closers.push(() => before.close());
    const { email } = await makePerson(t.deps);
    const first = await new Visitor(before).post('/auth/login', { email, password: PASSWORD });
    const { refreshToken } = first.body;
    const after = await serverWith(`${NEW},${OLD}`);
    const refresh = async (app: typeof before, token: unknown) =>
      new Visitor(app).post('/auth/refresh', { refreshToken: token });
    const sent = await refresh(before, refreshToken);
    const again = await refresh(after.app, refreshToken);
    expect(again).toMatchObject({
      status: 200,
      body: { refreshToken: sent.body['refreshToken'] },
    });
    const next = await refresh(after.app, again.body['refreshToken']);
    expect(next.status).toBe(200);
    expect((await refresh(after.app, next.body['refreshToken'])).status).toBe(200);
  });
});
