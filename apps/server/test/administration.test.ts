import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashEntry, type StoredEntry } from '../src/audit/chain.ts';
import { verifyChain } from '../src/audit/verify.ts';
import { LOCAL_OWNER, serverActor } from '../src/deps.ts';
import type { TeamRole } from '../src/db/tables.ts';
import { impersonate } from '../src/features/administration/impersonation.ts';
import { withdrawSupportAccess } from '../src/features/privacy/consents.ts';
import { makeDriver } from './drivers.ts';
import { STORE_KINDS } from './identity-stores.ts';
import { createTestApp, type TestApp, tokenOf } from './server.ts';

const MODERATOR = '00000000-0000-7000-8000-00000000a001';
const ANNA = '00000000-0000-7000-8000-00000000a002';
const BEN = '00000000-0000-7000-8000-00000000a003';
const OWNER = '00000000-0000-7000-8000-00000000a004';
const MISSING = '00000000-0000-7000-8000-000000000404';

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

describe.each(STORE_KINDS)('administration on %s', (kind) => {
  let t: TestApp;
  let tokens: Record<string, string>;
  const ask = async (who: string, method: Method, url: string, payload?: object) => {
    const response = await t.app.inject({
      method,
      url,
      ...(payload && { payload }),
      headers: { authorization: `Bearer ${tokens[who] ?? who}`, 'user-agent': 'a test' },
    });
    const isJson = /^application\/(problem\+)?json/.test(String(response.headers['content-type']));
    const body: unknown = isJson ? response.json() : response.body;
    return { status: response.statusCode, body, headers: response.headers };
  };
  const audit = async (query: string) => {
    const { body } = await ask(LOCAL_OWNER, 'GET', `/api/audit?${query}`);
    return (body as { items: Record<string, unknown>[] }).items;
  };

  beforeAll(async () => {
    t = await createTestApp(kind, { work: false });
    const { store } = t.deps.identity;
    const now = new Date('2026-10-01T00:00:00Z');
    await makeDriver(store, { id: ANNA, now, name: 'Anna Lauda', email: 'anna@example.org' });
    await makeDriver(store, { id: BEN, now, name: 'Ben', email: 'ben@example.org' });
    await makeDriver(store, { id: MODERATOR, now, name: 'Mo', role: 'moderator' });
    await makeDriver(store, { id: OWNER, now, name: 'Olga', role: 'owner' });
    tokens = {};
    for (const id of [ANNA, BEN, MODERATOR, OWNER, LOCAL_OWNER])
      tokens[id] = await tokenOf(t.deps, id);
  });
  afterAll(() => t.close());

  test('accounts are listed, searched and paged; drivers see none', async () => {
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await ask(MODERATOR, 'GET', `/api/users?limit=2${cursor}`);
      const page = body as { items: { id: string }[]; nextCursor: string | null };
      seen.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect([...seen].sort()).toEqual([LOCAL_OWNER, MODERATOR, ANNA, BEN, OWNER].sort());
    for (const q of ['lauda', 'ANNA@', 'Anna'])
      expect((await ask(MODERATOR, 'GET', `/api/users?q=${q}`)).body).toMatchObject({
        items: [{ id: ANNA, role: 'driver', lock: null, supportUntil: null }],
        nextCursor: null,
      });
    expect(await ask(MODERATOR, 'GET', '/api/users?role=moderator')).toMatchObject({
      body: { items: [{ id: MODERATOR }] },
    });
    expect(await ask(ANNA, 'GET', '/api/users')).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect(await ask(MODERATOR, 'GET', `/api/users/${MISSING}`)).toMatchObject({
      status: 404,
      body: { code: 'user_not_found' },
    });
    expect((await ask(MODERATOR, 'GET', '/api/users?cursor=nonsense')).status).toBe(400);
    expect(await audit(`actor=${ANNA}&action=permission.refused`)).toMatchObject([
      { result: 'refused', detail: { verb: 'listAccounts' }, userAgent: 'a test' },
    ]);
  });

  test('only an owner changes roles, and tokens of before end', async () => {
    const url = `/api/users/${BEN}`;
    expect((await ask(MODERATOR, 'PATCH', url, { role: 'moderator' })).status).toBe(403);
    expect((await ask(OWNER, 'PATCH', url, { role: 'king' })).status).toBe(400);
    expect((await ask(OWNER, 'PATCH', `/api/users/${MISSING}`, { role: 'driver' })).status).toBe(
      404,
    );
    expect(await ask(OWNER, 'PATCH', url, { role: 'moderator' })).toMatchObject({
      status: 200,
      body: { role: 'moderator' },
    });
    expect((await ask(BEN, 'GET', '/api/keys')).status).toBe(401);
    tokens[BEN] = await tokenOf(t.deps, BEN);
    expect((await ask(BEN, 'GET', '/api/users')).status).toBe(200);
    await ask(OWNER, 'PATCH', url, { role: 'driver' });
    tokens[BEN] = await tokenOf(t.deps, BEN);
    expect(await audit(`target=${BEN}&action=role`)).toMatchObject([
      { actorId: OWNER, actorName: 'Olga', detail: { from: 'moderator', to: 'driver' } },
      { actorId: OWNER, detail: { from: 'driver', to: 'moderator' } },
    ]);
  });

  test('the last owner who can sign in stays one', async () => {
    expect(
      await ask(OWNER, 'PATCH', `/api/users/${LOCAL_OWNER}`, { role: 'driver' }),
    ).toMatchObject({ status: 409, body: { code: 'last_owner' } });
    expect(
      await ask(LOCAL_OWNER, 'PUT', `/api/users/${OWNER}/lock`, { reason: 'away' }),
    ).toMatchObject({ status: 409, body: { code: 'last_owner' } });
  });

  test('a locked account is out at once, and in again when the lock ends', async () => {
    const url = `/api/users/${ANNA}/lock`;
    const key = await t.deps.identity.keys.create({
      userId: ANNA,
      name: 'k',
      scopes: ['read'],
      expiresAt: null,
    });
    expect((await ask(key.secret, 'GET', '/api/sessions')).status).toBe(200);
    expect((await ask(ANNA, 'PUT', url, { reason: 'I want to' })).status).toBe(403);
    expect((await ask(MODERATOR, 'PUT', url, { reason: ' ' })).status).toBe(400);
    const past = '2020-01-01T00:00:00Z';
    expect((await ask(MODERATOR, 'PUT', url, { reason: 'spam', until: past })).status).toBe(400);
    const until = '2199-01-01T00:00:00.000Z';
    expect(await ask(MODERATOR, 'PUT', url, { reason: 'spam', until })).toMatchObject({
      status: 200,
      body: { lock: { reason: 'spam', until } },
    });
    expect((await ask(ANNA, 'GET', '/api/auth/me')).status).toBe(401);
    expect((await ask(key.secret, 'GET', '/api/sessions')).status).toBe(401);
    expect(await ask(MODERATOR, 'GET', '/api/users?locked=true')).toMatchObject({
      body: { items: [{ id: ANNA }] },
    });
    await expect(tokenOf(t.deps, ANNA)).rejects.toMatchObject({ code: 'account_locked' });
    expect(await ask(MODERATOR, 'DELETE', url)).toMatchObject({
      status: 200,
      body: { lock: null },
    });
    tokens[ANNA] = await tokenOf(t.deps, ANNA);
    expect((await ask(ANNA, 'GET', '/api/auth/me')).status).toBe(200);
    expect((await ask(key.secret, 'GET', '/api/sessions')).status).toBe(200);
    expect(await audit(`target=${ANNA}&action=account`)).toMatchObject([
      { action: 'account.unlocked', actorId: MODERATOR },
      { action: 'account.locked', actorId: MODERATOR, detail: { reason: 'spam', until } },
    ]);
  });

  test('nobody locks themselves, and moderators lock no one of their own rank', async () => {
    const lock = (who: string, whom: string) =>
      ask(who, 'PUT', `/api/users/${whom}/lock`, { reason: 'because' });
    expect((await lock(OWNER, OWNER)).status).toBe(403);
    expect((await lock(MODERATOR, MODERATOR)).status).toBe(403);
    expect((await lock(MODERATOR, OWNER)).status).toBe(403);
    expect((await lock(MODERATOR, MISSING)).status).toBe(404);
    expect((await lock(OWNER, MODERATOR)).status).toBe(200);
    expect((await ask(OWNER, 'DELETE', `/api/users/${MODERATOR}/lock`)).status).toBe(200);
    tokens[MODERATOR] = await tokenOf(t.deps, MODERATOR);
  });

  describe('acting as somebody', () => {
    const url = `/api/users/${ANNA}/impersonate`;
    const reason = 'ticket 42: laps are missing';
    const supportHash = async () => {
      const { body } = await ask(ANNA, 'GET', '/api/privacy/texts');
      const { items } = body as { items: { kind: string; text: string; hash: string }[] };
      const text = items.find((one) => one.kind === 'support-access');
      expect(text?.hash).toBe(
        createHash('sha256')
          .update(text?.text ?? '')
          .digest('hex'),
      );
      return text?.hash;
    };
    const grant = async () =>
      ask(ANNA, 'POST', '/api/privacy/support-access', { hours: 2, hash: await supportHash() });

    test('needs an owner, a reason, and that the person allows it', async () => {
      expect((await ask(MODERATOR, 'POST', url, { reason })).status).toBe(403);
      expect((await ask(OWNER, 'POST', url, {})).status).toBe(400);
      expect(await ask(OWNER, 'POST', url, { reason })).toMatchObject({
        status: 409,
        body: { code: 'support_access_missing' },
      });
      const other = { hours: 2, hash: '0'.repeat(64) };
      expect(await ask(ANNA, 'POST', '/api/privacy/support-access', other)).toMatchObject({
        status: 409,
        body: { code: 'consent_text_changed' },
      });
      expect((await grant()).status).toBe(201);
      expect(
        (await ask(OWNER, 'POST', `/api/users/${MODERATOR}/impersonate`, { reason })).status,
      ).toBe(403);
      const missing = `/api/users/${MISSING}/impersonate`;
      expect((await ask(OWNER, 'POST', missing, { reason })).status).toBe(404);
    });

    test('shows the banner, gives no secret, and is logged with both names', async () => {
      const begun = await ask(OWNER, 'POST', url, { reason });
      expect(begun).toMatchObject({ status: 200, body: { user: { id: ANNA } } });
      const { accessToken, refreshToken } = begun.body as Record<string, string>;
      const as = (method: Method, path: string, payload?: object) =>
        ask(accessToken ?? '', method, path, payload);
      expect(await as('GET', '/api/auth/me')).toMatchObject({
        status: 200,
        body: { id: ANNA, impersonator: { id: OWNER, name: 'Olga', reason } },
      });
      expect((await as('GET', '/api/sessions')).status).toBe(200);
      for (const [method, path, payload] of [
        ['GET', '/api/keys'],
        ['POST', '/api/keys', { name: 'x', scopes: ['read'] }],
        ['POST', '/api/privacy/exports'],
        ['GET', '/api/privacy/exports'],
        ['POST', '/api/privacy/deletion', { confirm: 'anna@example.org' }],
        ['POST', '/api/privacy/support-access', { hours: 72, hash: '0'.repeat(64) }],
        ['POST', '/api/export', { format: 'csv', lapIds: [MISSING] }],
        ['PATCH', '/api/auth/me', { name: 'x' }],
        ['GET', '/api/users'],
        ['POST', url, { reason }],
      ] as const)
        expect([path, await as(method, path, payload)]).toMatchObject([
          path,
          { status: 403, body: { code: 'impersonated' } },
        ]);
      const entries = await audit(`actor=${OWNER}&action=permission.refused`);
      expect(entries).toHaveLength(10);
      expect(entries[0]).toMatchObject({ actorId: ANNA, impersonatorId: OWNER });
      expect(await audit(`target=${ANNA}&action=impersonation`)).toMatchObject([
        { action: 'impersonation.started', result: 'done', actorId: OWNER, detail: { reason } },
        { action: 'impersonation.started', result: 'refused', actorId: OWNER },
      ]);
      expect(await as('POST', '/auth/impersonation/end')).toMatchObject({
        status: 200,
        body: { signedIn: false },
      });
      expect((await as('GET', '/api/auth/me')).status).toBe(401);
      const again = await t.app.inject({
        method: 'POST',
        url: '/auth/refresh',
        payload: { refreshToken },
      });
      expect(again.statusCode).toBe(401);
      expect(await audit(`target=${ANNA}&action=impersonation.ended`)).toHaveLength(1);
    });

    test('a browser is the owner’s again afterwards', async () => {
      const begun = await t.app.inject({
        method: 'POST',
        url,
        payload: { reason, keep: 'cookie' },
        headers: { authorization: `Bearer ${tokens[OWNER]}` },
      });
      const jar = cookiesOf(begun.headers['set-cookie']);
      expect(Object.keys(jar).sort()).toEqual(['outlap_access', 'outlap_refresh', 'outlap_return']);
      const end = await t.app.inject({
        method: 'POST',
        url: '/auth/impersonation/end',
        headers: { cookie: headerOf(jar), authorization: '' },
      });
      expect(end.json()).toEqual({ signedIn: true });
      const after = cookiesOf(end.headers['set-cookie']);
      const me = await t.app.inject({
        url: '/api/auth/me',
        headers: { cookie: headerOf(after), authorization: '' },
      });
      expect(me.json()).toMatchObject({ id: OWNER, impersonator: null });
      const twice = await t.app.inject({
        method: 'POST',
        url: '/auth/impersonation/end',
        headers: { authorization: '' },
      });
      expect(twice.statusCode).toBe(401);
    });

    test.each(['by http, which does not show the cookie there', 'by https, which does'])(
      'who signs out meanwhile leaves nobody signed in: %s',
      async (how) => {
        expect((await grant()).status).toBe(201);
        const OLGA = t.deps.newId();
        await makeDriver(t.deps.identity.store, { id: OLGA, now: t.deps.now(), role: 'owner' });
        const begun = await t.app.inject({
          method: 'POST',
          url,
          payload: { reason, keep: 'cookie' },
          headers: { authorization: `Bearer ${await tokenOf(t.deps, OLGA)}` },
        });
        const { outlap_return: back = '', ...jar } = cookiesOf(begun.headers['set-cookie']);
        expect(back).toMatch(/^olr_/);
        const send = async (path: string, cookies: Record<string, string>) =>
          t.app.inject({
            method: 'POST',
            url: path,
            payload: {},
            headers: { cookie: headerOf(cookies), authorization: '' },
          });
        // By https the access token may be gone by then, so that the cookie alone tells.
        const shown = how.startsWith('by https') ? { outlap_return: back } : jar;
        const left = await send('/auth/logout', shown);
        expect(left.statusCode).toBe(204);
        expect([left.headers['set-cookie']].flat()).toContainEqual(
          expect.stringMatching(/^outlap_return=; Path=\/auth\/impersonation; Max-Age=0;/),
        );
        const end = await send('/auth/impersonation/end', { outlap_return: back });
        expect(end.json()).toEqual({ signedIn: false });
        expect(cookiesOf(end.headers['set-cookie'])).toEqual({});
        const where = [{ field: 'userId', value: OLGA }];
        expect(await t.deps.identity.store.findMany('session', where)).toEqual([]);
        const entry = expect.objectContaining({ actorId: OLGA, result: 'done' }) as unknown;
        expect(await audit(`actor=${OLGA}&action=logout`)).toContainEqual(entry);
      },
    );

    test('does not begin where the consent was taken back at the same moment', async () => {
      expect((await grant()).status).toBe(201);
      const person = { kind: 'person', roles: ['owner'], amr: ['pwd', 'otp', 'mfa'] } as const;
      const anna = { ...t.deps, actor: { ...serverActor(ANNA), kind: 'person' as const } };
      const append: typeof t.deps.audit.append = async (entry) => {
        if (entry.action === 'impersonation.started' && entry.result === 'done')
          await withdrawSupportAccess(anna);
        await t.deps.audit.append(entry);
      };
      const audited = { ...t.deps.audit, append };
      const ctx = { ...t.deps, audit: audited, actor: { ...serverActor(OWNER), ...person } };
      const asker = { address: '127.0.0.1', userAgent: 'a test' };
      const { store } = t.deps.identity;
      const acting = () =>
        store.findMany('session', [
          { field: 'userId', value: ANNA },
          { field: 'impersonatedBy', value: OWNER },
        ]);
      for (const one of await acting()) await t.deps.identity.endLogin(String(one['id']));
      await expect(impersonate(ctx, ANNA, { reason }, asker)).rejects.toMatchObject({
        code: 'support_access_missing',
      });
      expect(await acting()).toEqual([]);
      expect((await grant()).status).toBe(201);
    });

    test('ends with the consent, and is never longer than an hour', async () => {
      const { body } = await ask(OWNER, 'POST', url, { reason });
      const { accessToken, refreshToken } = body as Record<string, string>;
      const { store } = t.deps.identity;
      const [, claims = ''] = (accessToken ?? '').split('.');
      const { sub, sid } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<
        string,
        string
      >;
      const login = await store.findOne('session', [
        { field: 'userId', value: sub ?? '' },
        { field: 'id', value: sid ?? '' },
      ]);
      const left = (login?.['expiresAt'] as Date).getTime() - Date.now();
      expect(left).toBeLessThanOrEqual(3_600_000);
      expect(left).toBeGreaterThan(3_500_000);
      const rotated = await t.app.inject({
        method: 'POST',
        url: '/auth/refresh',
        payload: { refreshToken },
      });
      expect(rotated.statusCode).toBe(200);
      const acting = await store.findMany('session', [
        { field: 'userId', value: ANNA },
        { field: 'impersonatedBy', value: OWNER },
      ]);
      expect(acting.map(({ expiresAt }) => expiresAt)).toEqual([login?.['expiresAt']]);
      expect((await ask(ANNA, 'DELETE', '/api/privacy/support-access')).status).toBe(204);
      expect((await ask(accessToken ?? '', 'GET', '/api/sessions')).status).toBe(401);
      expect((await ask(OWNER, 'POST', url, { reason })).status).toBe(409);
    });
  });

  test('the log is searched, paged in both orders, exported and verified', async () => {
    const all = await audit('limit=500');
    const newest = await audit('limit=3');
    expect(newest.map(({ seq }) => seq)).toEqual(all.slice(0, 3).map(({ seq }) => seq));
    const seen: unknown[] = [];
    for (let cursor = ''; ;) {
      const { body } = await ask(OWNER, 'GET', `/api/audit?order=oldest&limit=7${cursor}`);
      const page = body as { items: { seq: number }[]; nextCursor: string | null };
      seen.push(...page.items.map(({ seq }) => seq));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(seen).toEqual(all.map(({ seq }) => seq).reverse());
    expect((await audit('q=spam')).map(({ action }) => action)).toContain('account.locked');
    expect(await audit('result=refused&action=role')).toEqual([]);
    expect(await audit('address=127.0.0.1&limit=1')).toHaveLength(1);
    expect(await audit('to=2020-01-01T00:00:00Z')).toEqual([]);
    expect((await audit('from=2020-01-01T00:00:00Z&limit=1')).length).toBe(1);
    expect((await ask(OWNER, 'GET', '/api/audit?cursor=x')).status).toBe(400);
    expect((await ask(ANNA, 'GET', '/api/audit')).status).toBe(403);
    expect((await ask(ANNA, 'GET', `/api/teams/${MISSING}/audit`)).status).toBe(404);

    const ndjson = await ask(MODERATOR, 'GET', '/api/audit/export?action=account');
    expect(ndjson.headers['content-disposition']).toMatch(/filename="outlap-audit-.*\.ndjson"/);
    for (const line of String(ndjson.body).trim().split('\n')) {
      const entry = JSON.parse(line) as StoredEntry;
      expect(hashEntry({ ...entry, at: new Date(entry.at) })).toBe(entry.hash);
    }
    const csv = await ask(MODERATOR, 'GET', '/api/audit/export?format=csv&action=account');
    const rows = String(csv.body).trim().split('\r\n');
    expect(rows[0]).toMatch(/^seq,at,actor_id/);
    expect(rows.length).toBe(1 + (await audit('action=account&limit=500')).length);
    expect(await audit('action=audit.exported')).toHaveLength(2);

    expect((await ask(MODERATOR, 'GET', '/api/audit/verification')).status).toBe(403);
    expect(await ask(OWNER, 'GET', '/api/audit/verification')).toMatchObject({
      status: 200,
      body: { ok: true, problems: [] },
    });
    expect(await verifyChain(t.deps.db, t.deps.identity.secrets)).toMatchObject({ ok: true });
  });

  test('who runs a team sees what was done in it, and nothing else', async () => {
    const team = '00000000-0000-7000-8000-00000000b001';
    const at = new Date();
    await t.deps.db.insertInto('team').values({ id: team, name: 'T', created_at: at }).execute();
    const member = (user_id: string, role: TeamRole) =>
      ({ team_id: team, user_id, role, joined_at: at, via: 'founded' }) as const;
    await t.deps.db
      .insertInto('team_member')
      .values([member(ANNA, 'admin'), member(BEN, 'viewer')])
      .execute();
    await t.deps.audit.append({
      action: 'member.removed',
      result: 'done',
      actorId: ANNA,
      teamId: team,
    });
    const url = `/api/teams/${team}/audit`;
    expect(await ask(ANNA, 'GET', url)).toMatchObject({
      status: 200,
      body: { items: [{ action: 'member.removed' }], nextCursor: null },
    });
    expect((await ask(BEN, 'GET', url)).status).toBe(403);
    expect((await ask(OWNER, 'GET', url)).status).toBe(404);
    expect((await ask(ANNA, 'GET', `${url}/export`)).status).toBe(200);
    expect(await audit(`action=audit.exported&actor=${ANNA}`)).toMatchObject([{ teamId: team }]);
  });
});

test('where administration is bound to networks nobody administers from elsewhere', async () => {
  const env = { ADMIN_ADDRESSES: '192.0.2.0/24,2001:db8::/32' };
  const t = await createTestApp('embedded', { work: false, env });
  const from = async (remoteAddress: string) =>
    (await t.app.inject({ url: '/api/users', remoteAddress })).statusCode;
  expect(await from('127.0.0.1')).toBe(403);
  expect(await from('192.0.2.9')).toBe(200);
  expect(await from('::ffff:192.0.2.9')).toBe(200);
  expect(await from('2001:db8::1')).toBe(200);
  expect(await from('2001:db9::1')).toBe(403);
  expect((await t.app.inject({ url: '/api/sessions' })).statusCode).toBe(200);
  await t.close();
  await expect(
    createTestApp('embedded', { work: false, env: { ADMIN_ADDRESSES: '192.0.2.0/33' } }),
  ).rejects.toThrow(/ADMIN_ADDRESSES/);
});

test('where administration is bound to networks an owner makes no account from elsewhere', async () => {
  const env = { ADMIN_ADDRESSES: '192.0.2.0/24' };
  const t = await createTestApp('embedded', { work: false, env });
  const make = (remoteAddress: string) => {
    const payload = { name: 'Mallory', email: 'mallory@example.org', role: 'owner' };
    return t.app.inject({ method: 'POST', url: '/api/users', payload, remoteAddress });
  };
  expect((await make('127.0.0.1')).json()).toMatchObject({
    status: 403,
    code: 'address_not_allowed',
  });
  expect((await make('192.0.2.9')).statusCode).toBe(201);
  const url = '/api/audit?action=permission.refused';
  expect((await t.app.inject({ url, remoteAddress: '192.0.2.9' })).json()).toMatchObject({
    items: [{ result: 'refused', detail: { verb: 'createUser', code: 'address_not_allowed' } }],
  });
  await t.close();
});

function cookiesOf(lines: string | string[] | undefined): Record<string, string> {
  const all = [lines ?? []].flat().map((line) => (line.split(';')[0] ?? '').split('='));
  return Object.fromEntries(all.filter(([, value]) => value !== '') as [string, string][]);
}

function headerOf(jar: Readonly<Record<string, string>>): string {
  return Object.entries(jar)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
}
