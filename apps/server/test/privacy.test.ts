import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import type { InjectOptions } from 'fastify';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyChain } from '../src/audit/verify.ts';
import { type Deps, LOCAL_OWNER, serverActor } from '../src/deps.ts';
import { eraseDue, eraseRestored } from '../src/features/privacy/erase.ts';
import { PLACES } from '../src/features/privacy/person.ts';
import { expireExports } from '../src/features/privacy/build-export.ts';
import { zipOf } from '../src/features/privacy/zip.ts';
import { readContent } from '../src/features/sync/content.ts';
import type { buildApp } from '../src/app.ts';
import type { TeamRole } from '../src/db/tables.ts';
import { makeDriver } from './drivers.ts';
import { fillIdentity, listIdentity } from './identity-rows.ts';
import { STORE_KINDS } from './identity-stores.ts';
import { demoFile, importFile } from './recordings.ts';
import { createTestApp, type TestApp, tokenOf } from './server.ts';

const ANNA = '00000000-0000-7000-8000-00000000a002';
const BEN = '00000000-0000-7000-8000-00000000a003';
const CARL = '00000000-0000-7000-8000-00000000a004';
const MISSING = '00000000-0000-7000-8000-000000000404';
const TEAM = '00000000-0000-7000-8000-00000000b001';
const LONE_TEAM = '00000000-0000-7000-8000-00000000b002';
const DAY_MS = 86_400_000;
const { signal } = new AbortController();

type Method = 'GET' | 'POST' | 'DELETE';
type App = Awaited<ReturnType<typeof buildApp>>;

describe.each(STORE_KINDS)('privacy on %s', (kind) => {
  let t: TestApp;
  let tokens: Record<string, string>;
  let sessionId: string;
  let benSession: string;
  const ask = async (who: string, method: Method, url: string, payload?: object) => {
    const response = await t.app.inject({
      method,
      url,
      ...(payload && { payload }),
      headers: { authorization: `Bearer ${tokens[who] ?? who}` },
    });
    const isJson = /json/.test(String(response.headers['content-type']));
    return {
      status: response.statusCode,
      body: isJson ? response.json<unknown>() : null,
      response,
    };
  };
  /** The one server as somebody sees it: building another takes seconds. */
  const appOf = (who: string) => {
    const inject = (given: InjectOptions | string) => {
      const options = typeof given === 'string' ? { url: given } : given;
      const headers = { ...options.headers, authorization: `Bearer ${tokens[who]}` };
      return t.app.inject({ ...options, headers });
    };
    return { ...t.app, inject } as App;
  };
  const later = (days: number): Deps => ({
    ...t.deps,
    now: () => new Date(Date.now() + days * DAY_MS),
  });
  const objectsOf = async () => {
    const keys: string[] = [];
    for await (const { key } of t.deps.objects.list('')) keys.push(key);
    return keys.sort();
  };

  beforeAll(async () => {
    t = await createTestApp(kind, { work: true });
    const { store } = t.deps.identity;
    const now = new Date('2026-10-01T00:00:00Z');
    for (const [id, name] of [
      [ANNA, 'Anna'],
      [BEN, 'Ben'],
      [CARL, 'Carl'],
    ] as const)
      await makeDriver(store, { id, now, name, email: `${name.toLowerCase()}@example.org` });
    tokens = {};
    for (const id of [ANNA, BEN, CARL]) tokens[id] = await tokenOf(t.deps, id);
    const bytes = demoFile('2026-04-01T10:00:00Z');
    sessionId = (await importFile(appOf(ANNA), { name: 'My drive.ibt', bytes })).sessionId ?? '';
    const later = demoFile('2026-04-02T10:00:00Z');
    benSession = (await importFile(appOf(BEN), { name: 'ben.ibt', bytes: later })).sessionId ?? '';
    await t.deps.identity.keys.create({
      userId: ANNA,
      name: 'k',
      scopes: ['read'],
      expiresAt: null,
    });
    await fillIdentity(t.deps, ANNA, now);
    const { db } = t.deps;
    const teams = [TEAM, LONE_TEAM].map((id) => ({
      id,
      name: `Team ${id.slice(-1)}`,
      created_at: now,
    }));
    await db.insertInto('team').values(teams).execute();
    const member = (team_id: string, user_id: string, role: TeamRole) => ({
      team_id,
      user_id,
      role,
      joined_at: now,
      via: 'founded' as const,
    });
    await db
      .insertInto('team_member')
      .values([
        member(TEAM, ANNA, 'admin'),
        member(TEAM, BEN, 'operator'),
        member(LONE_TEAM, ANNA, 'admin'),
      ])
      .execute();
    await db.updateTable('session').set({ team_id: TEAM }).where('id', '=', sessionId).execute();
  });
  afterAll(() => t.close());

  test('every column that names a driver is known to the export and the removal', async () => {
    const { rows } = await sql<{ table: string; column: string }>`
      select table_name as table, column_name as column from information_schema.columns
      where table_schema = 'public' and (column_name in ('user_id', 'owner_id', 'actor_id')
        or column_name like '%\_by' or column_name = 'impersonator_id')
      order by 1, 2`.execute(t.deps.db);
    const identity = ['login_session', 'credential', 'two_factor', 'passkey', 'device_code'];
    identity.push('sso_provider', 'refresh_token', 'api_key', 'known_device', 'verification');
    const named = rows.filter(({ table }) => !identity.includes(table));
    expect(named.map(({ table, column }) => `${table}.${column}`)).toEqual(
      PLACES.map(({ table, column }) => `${table}.${column}`).sort(),
    );
  });

  test('consents hold the version and the words', async () => {
    const { body } = await ask(ANNA, 'GET', '/api/privacy/texts');
    const { items } = body as { items: { kind: string; version: string; hash: string }[] };
    const terms = items.find((one) => one.kind === 'terms');
    const given = await ask(ANNA, 'POST', '/api/privacy/consents', {
      kind: 'terms',
      hash: terms?.hash,
    });
    expect(given).toMatchObject({
      status: 201,
      body: { kind: 'terms', version: terms?.version, textHash: terms?.hash, withdrawnAt: null },
    });
    const wrong = { kind: 'terms', hash: '0'.repeat(64) };
    expect((await ask(ANNA, 'POST', '/api/privacy/consents', wrong)).status).toBe(409);
    expect((await ask(ANNA, 'POST', '/api/privacy/consents', { kind: 'x' })).status).toBe(400);
    expect((await ask('nobody', 'GET', '/api/privacy/consents')).status).toBe(401);
    expect(await ask(ANNA, 'GET', '/api/privacy/consents')).toMatchObject({
      body: { items: [{ kind: 'terms' }] },
    });
    expect(await ask(BEN, 'GET', '/api/privacy/consents')).toMatchObject({ body: { items: [] } });
  });

  test('everything about a person comes as one .zip, with the files as they came', async () => {
    const begun = await ask(ANNA, 'POST', '/api/privacy/exports');
    expect(begun).toMatchObject({ status: 202 });
    expect(['queued', 'running']).toContain((begun.body as { state: string }).state);
    const { id } = begun.body as { id: string };
    await expect
      .poll(async () => (await ask(ANNA, 'GET', `/api/privacy/exports/${id}`)).body, {
        timeout: 20_000,
      })
      .toMatchObject({ state: 'done', progress: 1 });
    const url = `/api/privacy/exports/${id}/file`;
    const file = await t.app.inject({ url, headers: { authorization: `Bearer ${tokens[ANNA]}` } });
    expect(file.statusCode).toBe(200);
    expect(file.headers['content-length']).toBe(String(file.rawPayload.length));
    const files = unzipSync(new Uint8Array(file.rawPayload));
    const json = (name: string): Record<string, unknown>[] =>
      JSON.parse(Buffer.from(files[`data/${name}.json`] ?? []).toString()) as never;
    const recording = files[`recordings/${sessionId}/My drive.ibt`];
    expect(Buffer.from(recording ?? []).equals(demoFile('2026-04-01T10:00:00Z'))).toBe(true);
    expect(json('account')).toMatchObject([{ id: ANNA, email: 'anna@example.org' }]);
    expect(json('login-sessions')).toMatchObject([{ userId: ANNA, ipAddress: '127.0.0.1' }]);
    expect(json('ways-in')).toMatchObject([{ userId: ANNA, accountId: 'anna at google' }]);
    expect(json('passkeys')).toMatchObject([{ userId: ANNA, name: 'a phone' }]);
    expect(json('second-factors')).toMatchObject([{ userId: ANNA, codeChannels: '' }]);
    expect(json('api-keys')).toMatchObject([{ userId: ANNA, name: 'k' }]);
    expect(json('known-devices')).toMatchObject([{ userId: ANNA, name: 'Firefox' }]);
    expect(json('sessions')).toMatchObject([{ id: sessionId, file_name: 'My drive.ibt' }]);
    expect(json('teams').map(({ team_id }) => team_id)).toEqual([TEAM, LONE_TEAM]);
    expect(json('consents')).toMatchObject([{ kind: 'terms' }]);
    expect(json('audit').map(({ action }) => action)).toContain('consent.given');
    const laps = json('laps');
    expect(laps.length).toBeGreaterThan(3);
    for (const { id: lap } of laps)
      expect(files[`laps/${sessionId}/${String(lap)}.parquet`]).toBeDefined();
    const text = Object.entries(files)
      .filter(([name]) => name.startsWith('data/'))
      .map(([, bytes]) => Buffer.from(bytes).toString())
      .join('');
    for (const secret of [
      'token_hash',
      'keyHash',
      'tokenHash',
      '"token"',
      'password',
      'backupCodes',
      'hidden from all',
    ])
      expect(text).not.toContain(secret);
    expect(text).not.toContain('ben@example.org');

    expect((await ask(BEN, 'GET', url)).status).toBe(404);
    expect((await ask(ANNA, 'GET', `/api/privacy/exports/${MISSING}`)).status).toBe(404);
    await expireExports(later(8));
    expect(await ask(ANNA, 'GET', url)).toMatchObject({ status: 410 });
    expect((await objectsOf()).filter((key) => key.startsWith('exports/'))).toEqual([]);
  });

  test('one export at a time', async () => {
    await t.deps.db
      .insertInto('data_export')
      .values({
        id: MISSING,
        user_id: BEN,
        state: 'running',
        held_until: new Date('2199-01-01'),
        created_at: new Date(),
        bytes: null,
        object_key: null,
        finished_at: null,
        expires_at: null,
      })
      .execute();
    expect(await ask(BEN, 'POST', '/api/privacy/exports')).toMatchObject({
      status: 409,
      body: { code: 'data_export_running' },
    });
    await t.deps.db.deleteFrom('data_export').where('user_id', '=', BEN).execute();
  });

  test('deleting says before what goes and what is in the way', async () => {
    const { body } = await ask(ANNA, 'GET', '/api/privacy/deletion');
    expect(body).toMatchObject({
      dueAt: null,
      confirm: 'anna@example.org',
      removed: { sessions: 1, apiKeys: 1 },
      sharedSessions: 1,
      teamsLeft: [{ id: TEAM }],
      teamsDeleted: [{ id: LONE_TEAM }],
      blockers: [{ kind: 'last-admin', teamId: TEAM }],
    });
    const url = '/api/privacy/deletion';
    expect(await ask(ANNA, 'POST', url, { confirm: 'yes' })).toMatchObject({
      status: 400,
      body: { code: 'not_confirmed' },
    });
    expect(await ask(ANNA, 'POST', url, { confirm: 'anna@example.org' })).toMatchObject({
      status: 409,
      body: { code: 'last_admin' },
    });
    const owner = await t.app.inject({ method: 'POST', url, payload: { confirm: 'delete' } });
    expect(owner.json()).toMatchObject({ code: 'last_owner' });
  });

  test('the account stays for the time of grace, and for good when it is kept', async () => {
    const url = '/api/privacy/deletion';
    await t.deps.db
      .updateTable('team_member')
      .set({ role: 'admin' })
      .where('user_id', '=', BEN)
      .execute();
    const asked = await ask(ANNA, 'POST', url, { confirm: ' Anna@example.org ' });
    expect(asked.status).toBe(202);
    const { dueAt } = asked.body as { dueAt: string };
    expect(Math.round((Date.parse(dueAt) - Date.now()) / DAY_MS)).toBe(14);
    expect(await ask(ANNA, 'GET', '/api/auth/me')).toMatchObject({
      body: { deletionDueAt: dueAt },
    });
    expect(await eraseDue(later(13), signal)).toBe(0);
    expect(await ask(ANNA, 'DELETE', url)).toMatchObject({ status: 200, body: { dueAt: null } });
    expect(await eraseDue(later(15), signal)).toBe(0);
    expect((await ask(ANNA, 'GET', '/api/auth/me')).status).toBe(200);
  });

  test('laps that are taken away as a file are in the log', async () => {
    const payload = { format: 'csv', sessionId };
    const { status } = await ask(ANNA, 'POST', '/api/export', payload);
    expect(status).toBe(200);
    const entry = await t.deps.db
      .selectFrom('audit_entry')
      .select(['actor_id', 'target_id', 'address'])
      .where('action', '=', 'laps.exported')
      .executeTakeFirst();
    expect(entry).toEqual({ actor_id: ANNA, target_id: sessionId, address: '127.0.0.1' });
  });

  /** A row of Anna's in every place that the drive and the account do not fill by themselves. */
  const fillPlaces = async () => {
    const { rows } = await sql<{ id: string }>`
      insert into stream (id, owner_id, state, description, recorder, created_at, last_frame_at)
      values (gen_random_uuid(), ${ANNA}::uuid, 'ended', '{}', '{}', now(), now())
      returning id`.execute(t.deps.db);
    const stream = rows[0]?.id ?? '';
    const statements = [
      `insert into frame values ('${stream}', 1, 2, 0, 1, 'x')`,
      `insert into stream_event values ('${stream}', 1, 0, 0, 'note', '{"by": "${ANNA}"}')`,
      `insert into alert_rule (id, owner_id, name, severity, enabled, condition, minimum_seconds, cooldown_seconds, mail, mail_to, browser, created_at)
       values (gen_random_uuid(), '${ANNA}', 'hot', 'warning', true, '{}', 0, 0, false, '{}', true, now())`,
      ...[ANNA, BEN].map(
        (
          owner,
        ) => `insert into alert (id, owner_id, rule_version, stream_id, session_id, rule_name, words, severity, browser, unit, late, historical, started_seconds, started_at, created_at, acknowledged_by)
       values (gen_random_uuid(), '${owner}', 1, gen_random_uuid(), '${owner === ANNA ? sessionId : benSession}', 'hot', 'hot', 'warning', true, '', false, false, 0, now(), now(), '${ANNA}')`,
      ),
      `insert into outbox (id, owner_id, kind, state, recipient, payload, next_attempt_at, created_at)
       values (gen_random_uuid(), '${MISSING}', 'mail', 'sent', 'Anna@Example.org', '[]', now(), now())`,
      `insert into outbox (id, owner_id, kind, state, recipient, payload, next_attempt_at, created_at)
       values (gen_random_uuid(), '${ANNA}', 'webhook', 'sent', 'https://example.org', '[]', now(), now())`,
      ...[ANNA, BEN].map(
        (
          owner,
        ) => `insert into diagnostic_log (id, owner_id, actor_id, at, action, outcome, codes_before)
       values (gen_random_uuid(), '${owner}', '${ANNA}', now(), 'clear', 'done', '[]')`,
      ),
      `insert into share_link (id, session_id, token_hash, created_by, created_at, expires_at)
       values (gen_random_uuid(), '${benSession}', 'hash', '${ANNA}', now(), now())`,
      ...['null', `'anna@example.org'`].map(
        (
          email,
          i,
        ) => `insert into team_invitation (id, team_id, email, role, token_hash, invited_by, created_at, expires_at)
       values (gen_random_uuid(), '${TEAM}', ${email}, 'viewer', 'h${i}', '${i === 0 ? ANNA : BEN}', now(), now())`,
      ),
      `insert into sync_received (session_id, owner_id, manifest_hash, received_at)
       values (gen_random_uuid(), '${ANNA}', 'h', now())`,
      `insert into object_hash values ('laps/${sessionId}/x.parquet', 1, now(), 'h')`,
      `insert into verification (id, identifier, value, expires_at, created_at, updated_at)
       values (gen_random_uuid(), 'reset', '{"email":"anna@example.org"}', now(), now(), now())`,
    ];
    for (const statement of statements) await sql.raw(statement).execute(t.deps.db);
  };

  /** Announces a session of Anna's as another server does, and sends half of its recording. */
  const sendHalf = async () => {
    const bytes = Buffer.alloc(2000, 'x');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const asAnna = { ...t.deps, actor: serverActor(ANNA) };
    const { manifest } = await readContent(asAnna, sessionId);
    const announced = await ask(ANNA, 'POST', '/api/sync/sessions', {
      ...manifest,
      session: { ...manifest.session, id: randomUUID(), contentHash: 'another' },
      laps: [],
      objects: [{ kind: 'recording', lapId: null, bytes: bytes.length, sha256 }],
    });
    expect(announced.body).toMatchObject({ state: 'wanted' });
    const put = await t.app.inject({
      method: 'PUT',
      url: `/api/sync/objects/${sha256}`,
      headers: {
        authorization: `Bearer ${tokens[ANNA]}`,
        'content-type': 'application/octet-stream',
      },
      payload: bytes.subarray(0, 1000),
    });
    expect(put.json()).toMatchObject({ offset: 1000, proven: false });
  };

  test('then nothing is left: no row, no object, no way in', async () => {
    const { db, objects, identity } = t.deps;
    await objects.put(`exports/${MISSING}.zip`, Buffer.from('x'));
    await fillPlaces();
    await sendHalf();
    const before = await objectsOf();
    for (const place of [`laps/${sessionId}/`, 'sync/'])
      expect(before.some((key) => key.startsWith(place))).toBe(true);
    // Ben is no admin any more: somebody has to be.
    await db
      .updateTable('team_member')
      .set({ role: 'operator' })
      .where('user_id', '=', BEN)
      .execute();
    const where = [{ field: 'id', value: ANNA }];
    await identity.store.update('user', where, { deletionDueAt: new Date() });
    const both = await Promise.all([eraseDue(later(1), signal), eraseDue(later(1), signal)]);
    expect(both.toSorted()).toEqual([0, 1]);

    expect(await placesOf(db, ANNA)).toEqual(['audit_entry', 'tombstone']);
    expect(await placesOf(db, 'anna@example.org')).toEqual([]);
    expect(await placesOf(db, sessionId)).toEqual(['audit_entry']);
    expect(await listIdentity(t.deps, ANNA)).toEqual([]);
    expect(await t.dynamoItems(ANNA, 'anna@example.org')).toEqual([]);
    expect(await listIdentity(t.deps, BEN)).toEqual(['session', 'refreshToken', 'user']);
    const left = await objectsOf();
    const ofBen = (key: string) =>
      key.startsWith(`laps/${benSession}/`) || key.startsWith('recordings/');
    expect(await db.selectFrom('sync_object').selectAll().execute()).toEqual([]);
    expect(left.filter((key) => !ofBen(key))).toEqual([
      `exports/${MISSING}.zip`,
      `tombstones/${ANNA}`,
    ]);
    expect(left.filter((key) => key.startsWith('recordings/'))).toHaveLength(1);
    expect((await ask(ANNA, 'GET', '/api/auth/me')).status).toBe(401);
    expect((await ask(ANNA, 'GET', '/api/sessions')).status).toBe(401);
    const teams = await db.selectFrom('team').select('id').execute();
    expect(teams).toEqual([{ id: TEAM }]);
    const members = await db.selectFrom('team_member').select(['user_id', 'role']).execute();
    expect(members).toEqual([{ user_id: BEN, role: 'admin' }]);
    const audited = await db
      .selectFrom('audit_entry')
      .select('action')
      .where('target_id', '=', ANNA)
      .orderBy('seq')
      .execute();
    expect(audited.map(({ action }) => action).slice(-2)).toEqual([
      'account.erasing',
      'account.erased',
    ]);
    expect(await verifyChain(db, identity.secrets)).toMatchObject({ ok: true });
  });

  test('what a restore brings back is removed again', async () => {
    const { db, identity } = t.deps;
    expect(await eraseRestored(t.deps, signal)).toBe(0);
    // The database is one of before: the person is there, the tombstone is not.
    await makeDriver(identity.store, { id: ANNA, now: new Date(), email: 'anna@example.org' });
    await db.deleteFrom('tombstone').where('user_id', '=', ANNA).execute();
    expect(await eraseRestored(t.deps, signal)).toBe(1);
    expect(await placesOf(db, ANNA)).toEqual(['audit_entry', 'tombstone']);
    expect(await identity.store.findOne('user', [{ field: 'id', value: ANNA }])).toBeUndefined();
    expect(await t.dynamoItems(ANNA, 'anna@example.org')).toEqual([]);
    expect(await eraseRestored(t.deps, signal)).toBe(0);
  });

  test('the person at this machine cannot be removed', async () => {
    const where = [{ field: 'id', value: LOCAL_OWNER }];
    const { store } = t.deps.identity;
    await store.update('user', where, { deletionDueAt: new Date('2020-01-01') });
    await eraseDue(t.deps, signal);
    expect(await store.findOne('user', where)).toBeDefined();
  });
});

/** Tables of which some row holds the text anywhere. */
async function placesOf(db: Deps['db'], text: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`.execute(db);
  const found: string[] = [];
  for (const { name } of rows) {
    const hit = await sql`select 1 from ${sql.table(name)} as row
      where position(${text} in to_jsonb(row)::text) > 0 limit 1`.execute(db);
    if (hit.rows.length > 0) found.push(name);
  }
  return found;
}

test('a .zip is written while it is read, and every program reads it', async () => {
  async function* body(text: string, times: number) {
    for (let i = 0; i < times; i++) yield Buffer.from(text);
  }
  async function* entries() {
    yield { name: 'a/ü.json', text: true, body: body('[1, 2]', 1) };
    yield { name: 'empty', text: true, body: body('', 0) };
    yield { name: 'large', text: false, body: body('x'.repeat(65_536), 100) };
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of zipOf(entries())) pieces.push(piece);
  const files = unzipSync(Buffer.concat(pieces));
  expect(Object.entries(files).map(([name, bytes]) => [name, bytes.length])).toEqual([
    ['a/ü.json', 6],
    ['empty', 0],
    ['large', 6_553_600],
  ]);
});

test('docs/privacy.md names every table of people', () => {
  const page = readFileSync(new URL('../../../docs/privacy.md', import.meta.url), 'utf8');
  for (const { table } of PLACES) expect(page).toContain(`\`${table}\``);
});
