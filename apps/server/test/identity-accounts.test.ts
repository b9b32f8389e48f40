import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';
import { LOCAL_OWNER } from '../src/deps.ts';
import { createPerson, findUserByEmail } from '../src/identity/accounts.ts';
import { hashSecret } from '../src/identity/hash-secret.ts';
import { issueOwnerTicket, LOCAL_ADDRESS } from '../src/identity/local-owner.ts';
import { STORE_KINDS } from './identity-stores.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { createTestApp, type TestApp, tokenOf } from './server.ts';
import { Visitor } from './visitor.ts';

const PASSWORD = 'tarmac wolf 29';
const OTHER = 'gravel heron 84';

describe.each(STORE_KINDS)('accounts on a server with mails (%s)', (kind) => {
  let t: TestApp;
  let app: Awaited<ReturnType<typeof buildApp>>;
  let mailbox: Mailbox;
  let hash: string | undefined;
  let at = new Date('2026-06-01T12:00:00Z').getTime();
  beforeAll(async () => {
    mailbox = await openMailbox();
    t = await createTestApp(kind, {
      env: { SMTP_URL: mailbox.url, PUBLIC_URL: 'http://127.0.0.1:8000' },
      now: () => new Date(at),
    });
    app = await buildApp(t.deps);
  });
  afterAll(async () => {
    await app.close();
    await t.close();
    await mailbox.close();
  });
  const visitor = () => new Visitor(app);
  const signUp = (email: string, others: object = {}) =>
    visitor().post('/auth/signup', { email, password: PASSWORD, name: 'Ann Archer', ...others });
  const verified = async (email: string) => {
    const { store, passwords } = t.deps.identity;
    hash ??= await passwords.hash(PASSWORD);
    const person = { email, name: 'Ann Archer', emailVerified: true, passwordHash: hash };
    await createPerson({ ...t.deps, store }, person);
  };
  const login = (email: string, password = PASSWORD, who = visitor()) =>
    who.post('/auth/login', { email, password });

  test('how many mails an address may still get does not tell whether it had an account', async () => {
    await verified('counted.known@example.org');
    const afterFive = async (email: string) => {
      for (let i = 0; i < 5; i++) await signUp(email);
      await t.deps.aside.settled();
      return (await visitor().post('/auth/forgot', { email })).status;
    };
    expect(await afterFive('counted.known@example.org')).toBe(429);
    expect(await afterFive('counted.unknown@example.org')).toBe(429);
  });

  test('the address is proven before the first sign-in, by a link that is good once', async () => {
    expect(await signUp('Ann@Example.org')).toMatchObject({
      status: 202,
      body: { next: 'verify-email' },
    });
    expect(await login('ann@example.org')).toMatchObject({
      status: 403,
      body: { code: 'email_not_verified' },
    });
    const token = await mailbox.takeToken('ann@example.org', /confirm/i);
    expect((await visitor().post('/auth/verify-email', { token })).status).toBe(204);
    expect((await visitor().post('/auth/verify-email', { token })).body).toMatchObject({
      code: 'link_invalid',
    });
    expect(await login('ann@example.org')).toMatchObject({
      status: 200,
      body: { expiresIn: 900, user: { email: 'ann@example.org', roles: ['driver'] } },
    });
  });

  test('a link to prove an address is asked for again, and too old after a day', async () => {
    await signUp('late@example.org');
    const first = await mailbox.takeToken('late@example.org', /confirm/i);
    at += 86_400_001;
    expect((await visitor().post('/auth/verify-email', { token: first })).status).toBe(410);
    const again = { email: 'late@example.org' };
    expect((await visitor().post('/auth/verify-email/resend', again)).status).toBe(202);
    const token = await mailbox.takeToken('late@example.org', /confirm/i);
    expect((await visitor().post('/auth/verify-email', { token })).status).toBe(204);
  });

  test('a sign-up answers the same for an address with an account, and mails its owner', async () => {
    await verified('taken@example.org');
    const { store } = t.deps.identity;
    const before = await store.count('user', []);
    const again = await signUp('TAKEN@example.org', { name: 'Mallory', password: OTHER });
    const fresh = await signUp('fresh@example.org');
    expect(again).toMatchObject({ status: 202, body: fresh.body });
    await mailbox.take('fresh@example.org', /confirm/i);
    const mail = await mailbox.take('taken@example.org', /already have an account/);
    expect(mail.text).not.toContain('Mallory');
    expect(await store.count('user', [])).toBe(before + 1);
    expect((await login('taken@example.org', OTHER)).status).toBe(401);
  });

  test('ten sign-ups at once with one address leave one account', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => signUp('rush@example.org')));
    expect(all.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 202));
    const { store } = t.deps.identity;
    const where = [{ field: 'email', value: 'rush@example.org' }];
    expect(await store.count('user', where)).toBe(1);
    const user = await findUserByEmail(store, 'rush@example.org');
    expect(await store.count('account', [{ field: 'userId', value: user?.['id'] ?? '' }])).toBe(1);
  });

  test('nobody gives themselves a role, an id or a proven address', async () => {
    const gift = {
      role: 'owner',
      roles: ['owner'],
      emailVerified: true,
      id: LOCAL_OWNER,
      tokenVersion: 99,
      twoFactorEnabled: true,
    };
    await signUp('gift@example.org', gift);
    const user = await findUserByEmail(t.deps.identity.store, 'gift@example.org');
    expect(user).toMatchObject({ role: 'driver', emailVerified: false, tokenVersion: 0 });
    expect(user?.['id']).not.toBe(LOCAL_OWNER);
    const token = await mailbox.takeToken('gift@example.org', /confirm/i);
    await visitor().post('/auth/verify-email', { token });
    const me = visitor();
    await me.post('/auth/login', { email: 'gift@example.org', password: PASSWORD, keep: 'cookie' });
    const edit = { name: 'New name', role: 'owner' };
    const answer = await me.ask('PATCH', '/api/auth/me', { payload: edit });
    expect([200, 400]).toContain(answer.status);
    expect((await me.get('/api/auth/me')).body).toMatchObject({ roles: ['driver'] });
  });

  test.each([
    ['no address', { email: 'nobody' }],
    ['a short password', { password: 'short' }],
    ['no name', { name: '  ' }],
  ])('a sign-up with %s is refused', async (_, others) => {
    expect((await signUp('bad@example.org', others)).body).toMatchObject({
      code: 'invalid_request',
    });
  });

  test.each([
    ['password123!!', 'common'],
    ['P4ssw0rd2026', 'common'],
    ['1234567890', 'pattern'],
    ['abcabcabcabc', 'pattern'],
    ['ann.archer99', 'own'],
    ['annarcher-29', 'own'],
  ])('the password %s is refused: %s', async (password, reason) => {
    expect((await signUp('ann.archer@example.org', { password })).body).toMatchObject({
      code: 'password_refused',
      reason,
    });
  });

  test('a forgotten password is set anew by a link that is good once, and all devices are out', async () => {
    await verified('lost@example.org');
    const before = visitor();
    await before.post('/auth/login', {
      email: 'lost@example.org',
      password: PASSWORD,
      keep: 'cookie',
    });
    expect((await visitor().post('/auth/forgot', { email: 'lost@example.org' })).status).toBe(202);
    const token = await mailbox.takeToken('lost@example.org', /new password/i);
    const reset = (newPassword: string) => visitor().post('/auth/reset', { token, newPassword });
    // A refused password does not use the link up.
    expect((await reset('password123')).body).toMatchObject({ code: 'password_refused' });
    expect((await reset(OTHER)).status).toBe(204);
    expect((await reset(OTHER)).body).toMatchObject({ code: 'link_invalid' });
    expect((await before.get('/api/auth/me')).status).toBe(401);
    expect((await before.post('/auth/refresh')).status).toBe(401);
    expect((await login('lost@example.org')).status).toBe(401);
    expect((await login('lost@example.org', OTHER)).status).toBe(200);
    await mailbox.take('lost@example.org', /password was changed/);
  });

  test('a link to a new password dies with the password it was for', async () => {
    await verified('twice@example.org');
    await visitor().post('/auth/forgot', { email: 'twice@example.org' });
    const first = await mailbox.takeToken('twice@example.org', /new password/i);
    await visitor().post('/auth/forgot', { email: 'twice@example.org' });
    const second = await mailbox.takeToken('twice@example.org', /new password/i);
    const reset = (token: string) => visitor().post('/auth/reset', { token, newPassword: OTHER });
    expect((await reset(second)).status).toBe(204);
    expect((await reset(first)).body).toMatchObject({ code: 'link_invalid' });
  });

  test('links lie hashed in the database, mails sealed in the outbox', async () => {
    await verified('sealed@example.org');
    await visitor().post('/auth/forgot', { email: 'sealed@example.org' });
    const token = await mailbox.takeToken('sealed@example.org', /new password/i);
    const where = [{ field: 'identifier', value: `link-reset-${hashSecret(token)}` }];
    const rows = await t.deps.identity.store.findMany('verification', where);
    const outbox = await t.deps.db.selectFrom('outbox').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).toContain(hashSecret(token));
    expect(JSON.stringify(outbox)).not.toContain(token);
    // Nobody's list of messages shows them.
    expect(outbox.every(({ owner_id }) => owner_id !== LOCAL_OWNER)).toBe(true);
  });

  test('nothing is mailed for an address without an account; the answer is the same', async () => {
    await verified('known@example.org');
    for (const path of ['/auth/forgot', '/auth/verify-email/resend']) {
      const known = await visitor().post(path, { email: 'known@example.org' });
      const unknown = await visitor().post(path, { email: 'unknown@example.org' });
      expect([unknown.status, unknown.body]).toEqual([known.status, known.body]);
    }
    await mailbox.take('known@example.org', /new password/i);
    await t.deps.aside.settled();
    expect(mailbox.mails.filter(({ to }) => to === 'unknown@example.org')).toEqual([]);
  });

  test('mails to one address are limited, whoever asks', async () => {
    const ask = () => visitor().post('/auth/forgot', { email: 'flooded@example.org' });
    for (let i = 0; i < 5; i++) expect((await ask()).status).toBe(202);
    const refused = await ask();
    expect(refused.body).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });

  test('the password is changed by who knows the old one; the other devices are out', async () => {
    await verified('change@example.org');
    const [here, there] = [visitor(), visitor()];
    for (const who of [here, there])
      await who.post('/auth/login', {
        email: 'change@example.org',
        password: PASSWORD,
        keep: 'cookie',
      });
    const change = (oldPassword: string, newPassword: string) =>
      here.post('/api/auth/password', { oldPassword, newPassword });
    expect((await change(OTHER, 'kerb otter 417')).body).toMatchObject({
      code: 'credentials_wrong',
    });
    expect((await change(PASSWORD, 'password123')).body).toMatchObject({
      code: 'password_refused',
    });
    expect((await change(PASSWORD, OTHER)).status).toBe(204);
    expect((await here.get('/api/auth/me')).status).toBe(200);
    expect((await there.get('/api/auth/me')).status).toBe(401);
    expect((await there.post('/auth/refresh')).status).toBe(401);
    await mailbox.take('change@example.org', /password was changed/);
    expect((await visitor().post('/api/auth/password', {})).status).toBe(401);
  });

  test('a new address counts once the link mailed there is opened; the old one is told', async () => {
    await verified('old@example.org');
    const me = visitor();
    await me.post('/auth/login', { email: 'old@example.org', password: PASSWORD, keep: 'cookie' });
    const change = (email: string, password = PASSWORD) =>
      me.post('/api/auth/email', { email, password });
    expect((await change('new@example.org', OTHER)).body).toMatchObject({
      code: 'credentials_wrong',
    });
    expect((await change('new@example.org')).body).toEqual({ changed: false });
    const token = await mailbox.takeToken('new@example.org', /new e-mail address/);
    expect((await me.get('/api/auth/me')).body).toMatchObject({ email: 'old@example.org' });
    expect((await visitor().post('/auth/verify-email', { token })).status).toBe(204);
    expect((await me.get('/api/auth/me')).body).toMatchObject({ email: 'new@example.org' });
    await mailbox.take('old@example.org', /address was changed/);
  });

  test('an address of somebody else is not told, and not given', async () => {
    await verified('mine@example.org');
    await verified('theirs@example.org');
    const me = visitor();
    await me.post('/auth/login', { email: 'mine@example.org', password: PASSWORD, keep: 'cookie' });
    const answer = await me.post('/api/auth/email', {
      email: 'theirs@example.org',
      password: PASSWORD,
    });
    expect(answer.body).toEqual({ changed: false });
    await mailbox.take('theirs@example.org', /already have an account/);
    const free = { email: 'free@example.org', password: PASSWORD };
    await me.post('/api/auth/email', free);
    const token = await mailbox.takeToken('free@example.org', /new e-mail address/);
    await verified('free@example.org');
    expect((await visitor().post('/auth/verify-email', { token })).body).toMatchObject({
      code: 'link_invalid',
    });
  });

  test('a sign-in from a new device is mailed, one from a known device is not', async () => {
    await verified('devices@example.org');
    const first = visitor();
    const body = { email: 'devices@example.org', password: PASSWORD, keep: 'cookie' };
    await first.post('/auth/login', body);
    expect(first.cookies.get('outlap_device')).toMatch(/^old_/);
    await first.post('/auth/login', body);
    await t.deps.aside.settled();
    expect(mailbox.mails.filter(({ to }) => to === 'devices@example.org')).toEqual([]);
    await visitor().post('/auth/login', body);
    const mail = await mailbox.take('devices@example.org', /New sign-in: Firefox on Linux/);
    expect(mail.text).toMatch(/from 10\.1\./);
  });

  test('the local owner gets a name, an address and a password, once', async () => {
    const owner = visitor();
    const ticket = await issueOwnerTicket(t.deps.tickets);
    expect((await owner.post('/auth/ticket', { ticket, keep: 'cookie' })).status).toBe(200);
    expect((await owner.get('/api/auth/me')).body).toMatchObject({ email: null });
    const claim = { name: 'Olga', email: 'olga@example.org', password: PASSWORD };
    expect(
      (await owner.post('/api/auth/claim', { ...claim, password: 'olga@example' })).status,
    ).toBe(422);
    expect((await owner.post('/api/auth/claim', claim)).body).toMatchObject({
      name: 'Olga',
      email: 'olga@example.org',
      roles: ['owner'],
    });
    expect((await owner.post('/api/auth/claim', claim)).body).toMatchObject({
      code: 'account_exists',
    });
    const token = await mailbox.takeToken('olga@example.org', /confirm/i);
    await visitor().post('/auth/verify-email', { token });
    expect((await login('olga@example.org')).body).toMatchObject({
      expiresIn: 300,
      user: { id: LOCAL_OWNER },
    });
    await verified('stranger@example.org');
    const stranger = visitor();
    await stranger.post('/auth/login', {
      email: 'stranger@example.org',
      password: PASSWORD,
      keep: 'cookie',
    });
    expect((await stranger.post('/api/auth/claim', claim)).body).toMatchObject({
      code: 'forbidden',
    });
    expect(await findUserByEmail(t.deps.identity.store, LOCAL_ADDRESS)).toBeUndefined();
  });

  test('name, picture and preferences are one’s own to change', async () => {
    await verified('edit@example.org');
    const me = visitor();
    await me.post('/auth/login', { email: 'edit@example.org', password: PASSWORD, keep: 'cookie' });
    const edit = (payload: object) => me.ask('PATCH', '/api/auth/me', { payload });
    expect((await edit({ name: 'Eddie', preferences: { speed: 'mph' } })).body).toMatchObject({
      name: 'Eddie',
      preferences: { speed: 'mph' },
    });
    expect((await edit({ preferences: { theme: 'dark' } })).body).toMatchObject({
      preferences: { speed: 'mph', theme: 'dark' },
    });
    expect((await edit({})).status).toBe(400);
    expect((await edit({ image: 'javascript:alert(1)' })).status).toBe(400);
    expect((await edit({ preferences: { speed: 'knots' } })).status).toBe(400);
    expect((await visitor().ask('PATCH', '/api/auth/me', { payload: { name: 'x' } })).status).toBe(
      401,
    );
  });
});

describe('what people agree to at sign-up', () => {
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
  const consentsAfter = async (email: string, accepted?: object) => {
    const person = new Visitor(app);
    const body = { email, password: PASSWORD, name: 'Uma', ...(accepted && { accepted }) };
    expect((await person.post('/auth/signup', body)).status).toBe(202);
    await t.deps.aside.settled();
    await person.post('/auth/login', { email, password: PASSWORD, keep: 'cookie' });
    return (await person.get('/api/privacy/consents')).body['items'] as { kind: string }[];
  };

  test('is recorded with the version that was shown, and with no other one', async () => {
    const { items } = (await new Visitor(app).get('/api/privacy/texts')).body as {
      items: { kind: string; version: string; hash: string }[];
    };
    const [terms, privacy] = ['terms', 'privacy'].map((kind) =>
      items.find((text) => text.kind === kind)!,
    );
    const accepted = { terms: terms!.version, privacy: privacy!.version };
    const given = await consentsAfter('uma@example.org', accepted);
    expect(given.sort((a, b) => b.kind.localeCompare(a.kind))).toMatchObject([
      { kind: 'terms', version: terms!.version, textHash: terms!.hash },
      { kind: 'privacy', version: privacy!.version, textHash: privacy!.hash },
    ]);
    const old = { ...accepted, privacy: '2019-1' };
    const body = { email: 'vic@example.org', password: PASSWORD, name: 'Vic', accepted: old };
    expect(await new Visitor(app).post('/auth/signup', body)).toMatchObject({
      status: 409,
      body: { code: 'consent_text_changed' },
    });
    expect(
      await new Visitor(app).post('/auth/login', { email: body.email, password: PASSWORD }),
    ).toMatchObject({ body: { code: 'credentials_wrong' } });
  });

  test('is not there for a program that said nothing of it', async () => {
    expect(await consentsAfter('wim@example.org')).toEqual([]);
  });

  test('that nobody owns the server is told on its own machine, until somebody does', async () => {
    const here = () => new Visitor(app, { address: '127.0.0.1' }).get('/auth/options');
    expect((await here()).body).toMatchObject({ unclaimed: true });
    expect((await new Visitor(app).get('/auth/options')).body).toMatchObject({ unclaimed: false });
    const owner = new Visitor(app);
    owner.bearer = await tokenOf(t.deps, LOCAL_OWNER);
    const claim = { name: 'Olga', email: 'olga@example.org', password: PASSWORD };
    expect((await owner.post('/api/auth/claim', claim)).status).toBe(200);
    expect((await here()).body).toMatchObject({ unclaimed: false });
  });
});

describe('a server that only takes in who was invited', () => {
  let t: TestApp;
  let app: Awaited<ReturnType<typeof buildApp>>;
  let teamId: string;
  beforeAll(async () => {
    t = await createTestApp('embedded', { env: { SIGN_UP: 'invited' }, work: false });
    app = await buildApp(t.deps);
    const { db, newId, now } = t.deps;
    teamId = newId();
    await db.insertInto('team').values({ id: teamId, name: 'Crew', created_at: now() }).execute();
  });
  afterAll(async () => {
    await app.close();
    await t.close();
  });

  const invite = async (token: string, set: object) => {
    const { db, newId, now } = t.deps;
    const invitation = {
      id: newId(),
      team_id: teamId,
      email: null,
      role: 'viewer' as const,
      token_hash: hashSecret(token),
      invited_by: LOCAL_OWNER,
      created_at: now(),
      expires_at: new Date(now().getTime() + 60_000),
    };
    await db
      .insertInto('team_invitation')
      .values({ ...invitation, ...set })
      .execute();
  };
  const join = (email: string, invitation?: string, password = PASSWORD) =>
    new Visitor(app).post('/auth/signup', {
      email,
      password,
      name: 'Zoe',
      ...(invitation !== undefined && { invitation }),
    });

  test('asks for an open invitation, to this address or to anyone', async () => {
    const { now } = t.deps;
    await invite('open', {});
    await invite('named', { email: 'zoe@example.org' });
    await invite('late', { expires_at: new Date(now().getTime() - 1) });
    await invite('revoked', { revoked_at: now() });
    for (const token of [undefined, 'guess', 'late', 'revoked'])
      expect((await join('yan@example.org', token)).body).toMatchObject({ code: 'sign_up_closed' });
    expect((await join('yan@example.org', 'named')).body).toMatchObject({ code: 'sign_up_closed' });
    expect(await join('Zoe@example.org', 'named')).toMatchObject({
      status: 202,
      body: { next: 'sign-in' },
    });
    expect((await join('yan@example.org', 'open')).status).toBe(202);
    expect((await new Visitor(app).get('/auth/options')).body).toMatchObject({
      signUp: 'invited',
      mails: false,
    });
  });

  test('makes three accounts at most with one link, also for those who come together', async () => {
    await invite('shared', {});
    expect((await join('weak@example.org', 'shared', 'password')).status).toBe(400);
    expect((await join('una@example.org', 'shared')).status).toBe(202);
    // An address that has an account gets the same answer, and counts the same.
    for (const email of ['una@example.org', 'vic@example.org'])
      expect((await join(email, 'shared')).status).toBe(202);
    expect((await join('wu@example.org', 'shared')).body).toMatchObject({ code: 'sign_up_closed' });
    await invite('crowded', {});
    const crowd = Array.from({ length: 8 }, (_, i) => join(`crowd${i}@example.org`, 'crowded'));
    const statuses = (await Promise.all(crowd)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([202, 202, 202, 403, 403, 403, 403, 403]);
  });
});
