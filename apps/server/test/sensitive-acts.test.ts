import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { LOCAL_OWNER } from '../src/deps.ts';
import { hashSecret } from '../src/identity/hash-secret.ts';
import { ensureLocalOwner, issueOwnerTicket, LOCAL_ADDRESS } from '../src/identity/local-owner.ts';
import { STORE_KINDS } from './identity-stores.ts';
import { PASSWORD, makePerson, signIn } from './people.ts';
import { createTestApp, type TestApp, tokenOf } from './server.ts';
import { Visitor } from './visitor.ts';

const NEW_PASSWORD = 'gravel otter 58';
const TEN_MINUTES = 600_000;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

describe.each(STORE_KINDS)('what takes over or ends an account, on %s', (kind) => {
  let t: TestApp;
  let now: number;
  beforeAll(async () => {
    now = Date.now();
    t = await createTestApp(kind, { work: false, now: () => new Date(now) });
  }, 60_000);
  afterAll(() => t.close());

  const aPasskey = async (userId: string) => {
    const { identity, newId } = t.deps;
    const id = newId();
    await identity.store.create('passkey', {
      id,
      userId,
      name: 'Key',
      publicKey: 'AA',
      credentialID: id,
      counter: 0,
      deviceType: 'singleDevice',
      backedUp: false,
      transports: null,
      aaguid: null,
      createdAt: new Date(now),
    });
    return id;
  };
  /** As if whoever is signed in had done so for longer than a sign-in counts as recent. */
  const leave = async (userId: string) => {
    const createdAt = new Date(Date.now() - TEN_MINUTES - 1000);
    const where = [{ field: 'userId', value: userId }];
    await t.deps.identity.store.update('session', where, { createdAt });
    now = Date.now();
  };
  /** Somebody whose browser was left open for longer than a sign-in counts as recent. */
  const leftOpen = async (password?: false) => {
    now = Date.now();
    const person = await makePerson(t.deps, password === false ? { password } : {});
    const visitor = new Visitor(t.app);
    if (password === false) {
      const login = { amr: ['magic'], address: visitor.address, userAgent: 'test' };
      const id = await t.deps.identity.startLogin({ userId: person.id, ...login });
      visitor.bearer = (await t.deps.identity.issueTokens(id)).accessToken;
    } else await signIn(visitor, person.email);
    await leave(person.id);
    return { visitor, ...person };
  };
  type Someone = Awaited<ReturnType<typeof leftOpen>>;
  const ACTS = {
    'a key': ({ visitor }: Someone) => visitor.post('/api/keys', { name: 'k', scopes: ['read'] }),
    'a download of everything': ({ visitor }: Someone) => visitor.post('/api/privacy/exports'),
    'a deletion': ({ visitor, email }: Someone) =>
      visitor.post('/api/privacy/deletion', { confirm: email }),
    'a passkey taken away': async ({ visitor, id }: Someone) =>
      visitor.ask('DELETE', `/api/passkeys/${await aPasskey(id)}`),
    'the approval of a recorder': async ({ visitor }: Someone) => {
      const begun = await new Visitor(t.app).post('/auth/device/code', { clientId: 'outlap' });
      const path = `/api/device/${String(begun.body['user_code'])}`;
      expect((await visitor.get(path)).body).toMatchObject({ status: 'pending' });
      return visitor.post(`${path}/approve`);
    },
  } as const;

  test('a browser that was left open is enough to turn a recorder away', async () => {
    const { visitor } = await leftOpen();
    const begun = await new Visitor(t.app).post('/auth/device/code', { clientId: 'outlap' });
    const path = `/api/device/${String(begun.body['user_code'])}`;
    await visitor.get(path);
    expect((await visitor.post(`${path}/deny`)).status).toBe(204);
  });

  test.each(Object.keys(ACTS) as (keyof typeof ACTS)[])(
    'a browser that was left open is not enough for %s, the password shown again is',
    async (name) => {
      const someone = await leftOpen();
      expect(await ACTS[name](someone)).toMatchObject({
        status: 403,
        body: { code: 'proof_wanted', methods: ['password'] },
      });
      const shown = await someone.visitor.post('/api/auth/proof', { password: PASSWORD });
      expect(shown.status).toBe(204);
      expect((await ACTS[name](someone)).status).toBeLessThan(300);
      now += TEN_MINUTES + 1000;
      expect((await ACTS[name](someone)).body).toMatchObject({ code: 'proof_wanted' });
    },
  );

  test('a wrong password proves nothing, is counted, and is in the audit log', async () => {
    const { visitor, id } = await leftOpen();
    const wrong = await visitor.post('/api/auth/proof', { password: 'not this one' });
    expect(wrong).toMatchObject({ status: 401, body: { code: 'credentials_wrong' } });
    expect((await visitor.post('/api/keys', { name: 'k', scopes: ['read'] })).status).toBe(403);
    const url = `/api/audit?actor=${id}&action=password.failed`;
    expect((await t.app.inject(url)).json()).toMatchObject({ items: [{ result: 'refused' }] });
    for (let i = 0; i < 5; i++) await visitor.post('/api/auth/proof', { password: 'not this' });
    expect((await visitor.post('/api/auth/proof', { password: PASSWORD })).status).toBe(429);
  });

  test('what one browser has shown counts for no other', async () => {
    const { visitor, id, email } = await leftOpen();
    const other = new Visitor(t.app);
    await signIn(other, email);
    await leave(id);
    await other.post('/api/auth/proof', { password: PASSWORD });
    expect((await visitor.post('/api/keys', { name: 'k', scopes: ['read'] })).status).toBe(403);
    expect((await other.post('/api/keys', { name: 'k', scopes: ['read'] })).status).toBe(201);
  });

  test('an account without a password gets no other address from a browser that was left open', async () => {
    const { visitor, email } = await leftOpen(false);
    const answer = await visitor.post('/api/auth/email', { email: `new-${email}` });
    expect(answer).toMatchObject({ status: 403, body: { code: 'proof_wanted', methods: [] } });
    const chosen = { oldPassword: 'x', newPassword: NEW_PASSWORD };
    expect((await visitor.post('/api/auth/password', chosen)).body).toMatchObject({
      code: 'proof_wanted',
    });
  });

  test('a recorder that was let in by a code never runs the account', async () => {
    const { identity } = t.deps;
    const { id } = await makePerson(t.deps, { password: false });
    const visitor = new Visitor(t.app);
    const from = { amr: ['device'], address: visitor.address, userAgent: 'outlap' };
    const login = await identity.startLogin({ userId: id, ...from });
    visitor.bearer = (await identity.issueTokens(login)).accessToken;
    expect((await visitor.get('/api/sessions')).status).toBe(200);
    const passkey = await aPasskey(id);
    for (const [method, url] of [
      ['POST', '/api/keys'],
      ['POST', '/api/auth/claim'],
      ['POST', '/api/passkeys/options'],
      ['POST', '/api/second-factors/totp/start'],
      ['POST', '/api/privacy/deletion'],
      ['POST', '/api/privacy/exports'],
      ['POST', '/api/login-sessions/revoke-others'],
      ['POST', '/api/device/ABCD-EFGH/approve'],
      ['DELETE', `/api/passkeys/${passkey}`],
    ] as const) {
      const answer = await visitor.ask(method, url, method === 'POST' ? { payload: {} } : {});
      expect(answer, url).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
  });

  test('a ticket of a first start is worth nothing once an owner has an account', async () => {
    now = Date.now();
    const { identity, tickets } = t.deps;
    await ensureLocalOwner(identity.store, new Date(now));
    const [before, after] = [await issueOwnerTicket(tickets), await issueOwnerTicket(tickets)];
    const visitor = new Visitor(t.app);
    expect((await visitor.post('/auth/ticket', { ticket: before })).status).toBe(200);
    const claim = { name: 'Olga', email: 'olga@example.org', password: PASSWORD };
    await t.app.inject({ method: 'POST', url: '/api/auth/claim', payload: claim });
    const late = await new Visitor(t.app).post('/auth/ticket', { ticket: after });
    expect(late).toMatchObject({ status: 410, body: { code: 'ticket_invalid' } });
    const where = [{ field: 'id', value: LOCAL_OWNER }];
    await identity.store.update('user', where, { email: LOCAL_ADDRESS });
    await identity.store.remove('account', [{ field: 'userId', value: LOCAL_OWNER }]);
  });

  test('a link to a new address is worth nothing once the password is another one', async () => {
    const { visitor, id, email } = await leftOpen();
    const { identity } = t.deps;
    const issued: string[] = [];
    const { mailNewAddress } = await import('../src/features/identity/sign-up.ts');
    const user = await identity.store.findOne('user', [{ field: 'id', value: id }]);
    const post = {
      send: async (mail: object) => void issued.push(String((mail as { token?: string }).token)),
    };
    await mailNewAddress({ ...t.deps, post }, user ?? {}, `thief-of-${email}`);
    const changed = await visitor.post('/api/auth/password', {
      oldPassword: PASSWORD,
      newPassword: NEW_PASSWORD,
    });
    expect(changed.status).toBe(204);
    const opened = await new Visitor(t.app).post('/auth/verify-email', { token: issued[0] });
    expect(opened).toMatchObject({ status: 410, body: { code: 'link_invalid' } });
  });

  test.each(['a@x.org,b@y.org', 'x,victim@y.org', 'g:victim@y.org;', '(x)victim@y.org'])(
    'what mail programs read as another address is none: %s',
    async (email) => {
      const visitor = new Visitor(t.app);
      const answer = await visitor.post('/auth/signup', { email, password: PASSWORD, name: 'A' });
      expect(answer.status).toBe(400);
    },
  );

  test('what a program is known by does not make a browser known', async () => {
    const { id, email } = await makePerson(t.deps);
    const token = 'program_guessed';
    await t.deps.identity.store.create('knownDevice', {
      id: t.deps.newId(),
      userId: id,
      tokenHash: hashSecret(token),
      name: 'curl',
      firstSeenAt: new Date(now),
      lastSeenAt: new Date(now),
    });
    for (let i = 0; i < 6; i++)
      await new Visitor(t.app).post('/auth/login', { email, password: 'wrong' });
    const thief = new Visitor(t.app);
    thief.cookies.set('outlap_device', token);
    expect((await thief.post('/auth/login', { email, password: 'wrong' })).status).toBe(429);
  });

  test('owners who take each other’s role at the same time leave one', async () => {
    const { identity } = t.deps;
    for (let round = 0; round < 4; round++) {
      const [a, b] = [await makePerson(t.deps), await makePerson(t.deps)];
      for (const { id } of [a, b])
        await identity.store.update('user', [{ field: 'id', value: id }], { role: 'owner' });
      const asks = [
        [a, b],
        [b, a],
      ].map(async ([by, whom]) => {
        const headers = { authorization: `Bearer ${await tokenOf(t.deps, by?.id ?? '')}` };
        const url = `/api/users/${whom?.id ?? ''}`;
        return () => t.app.inject({ method: 'PATCH', url, payload: { role: 'driver' }, headers });
      });
      await Promise.all((await Promise.all(asks)).map((ask) => ask()));
      const owners = await identity.store.findMany('user', [{ field: 'role', value: 'owner' }]);
      const left = owners.filter(({ id }) => id === a.id || id === b.id);
      expect(left.length).toBeGreaterThan(0);
      for (const { id } of left)
        await identity.store.update('user', [{ field: 'id', value: id ?? null }], {
          role: 'driver',
        });
    }
  });

  test('an owner whose account is about to go is no owner who stays', async () => {
    const { identity } = t.deps;
    const [a, b] = [await makePerson(t.deps), await makePerson(t.deps)];
    for (const { id } of [a, b])
      await identity.store.update('user', [{ field: 'id', value: id }], { role: 'owner' });
    const ask = async ({ id, email }: typeof a) => {
      const headers = { authorization: `Bearer ${await tokenOf(t.deps, id)}` };
      const payload = { confirm: email };
      return t.app.inject({ method: 'POST', url: '/api/privacy/deletion', payload, headers });
    };
    expect((await ask(a)).statusCode).toBeLessThan(300);
    expect((await ask(b)).json()).toMatchObject({ code: 'last_owner' });
  });

  test('who loses the right to invite cannot come back by a link of before', async () => {
    const [a, b] = [await makePerson(t.deps), await makePerson(t.deps)];
    const as = async (id: string) => ({
      headers: { authorization: `Bearer ${await tokenOf(t.deps, id)}` },
    });
    const [asA, asB] = [await as(a.id), await as(b.id)];
    const post = async (url: string, payload: object, who: typeof asA) =>
      t.app.inject({ method: 'POST', url, payload, ...who });
    const team = (await post('/api/teams', { name: 'Works' }, asA)).json<{ id: string }>().id;
    const invite = async (who: typeof asA) => {
      const made = await post(`/api/teams/${team}/invitations`, { role: 'admin' }, who);
      return made.json<{ link: string }>().link.split('token=')[1];
    };
    await post('/api/invitations/accept', { token: await invite(asA) }, asB);
    const [kept, door] = [await invite(asA), await invite(asB)];
    const url = `/api/teams/${team}/members/${b.id}`;
    expect((await t.app.inject({ method: 'DELETE', url, ...asA })).statusCode).toBe(204);
    expect((await post('/api/invitations/accept', { token: door }, asB)).statusCode).toBe(404);
    expect((await post('/api/invitations/show', { token: kept }, asB)).statusCode).toBe(200);
  });
});
