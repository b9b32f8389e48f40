import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAudit } from '../src/audit/open.ts';
import { pruneAudit } from '../src/audit/prune.ts';
import { verifyChain } from '../src/audit/verify.ts';
import { type Database, openPostgres } from '../src/db/client.ts';
import { createTestDatabase, KINDS, type TestDatabase } from './databases.ts';
import { pino } from 'pino';

const SECRETS = ['a secret of thirty-two characters or more'] as const;
const ACTOR = '00000000-0000-7000-8000-0000000000aa';
const TEAM = '00000000-0000-7000-8000-0000000000bb';
const log = pino({ level: 'silent' });

describe.each(KINDS)('the chain of the audit log on %s', (kind) => {
  let t: TestDatabase;
  let now: Date;
  const open = (database: Database) =>
    openAudit(database.db, { secrets: SECRETS, log, now: () => now });
  const verify = (expect?: { seq: number; hash: string }) =>
    verifyChain(t.database.db, SECRETS, { expect });
  /** What somebody does who can do everything to the database, and has no secret. */
  const tamper = async (...statements: string[]) => {
    await t.database.db.transaction().execute(async (tx) => {
      await sql`alter table audit_entry disable trigger all`.execute(tx);
      for (const statement of statements) await sql.raw(statement).execute(tx);
      await sql`alter table audit_entry enable trigger all`.execute(tx);
    });
  };
  /** Tampers, looks, and puts everything back. */
  const kindsAfter = async (...statements: string[]) => {
    await sql`create table kept_entry as select * from audit_entry`.execute(t.database.db);
    await sql`create table kept_head as select * from audit_head`.execute(t.database.db);
    await tamper(...statements);
    const { ok, problems } = await verify();
    const columns =
      'seq, at, actor_id, impersonator_id, action, result, target_kind, target_id, team_id, address, user_agent, request_id, detail, previous_hash, hash';
    await tamper(
      'delete from audit_entry',
      `insert into audit_entry (${columns}) select ${columns} from kept_entry`,
      'delete from audit_head',
      'insert into audit_head select * from kept_head',
      'drop table kept_entry',
      'drop table kept_head',
    );
    expect((await verify()).ok).toBe(true);
    expect(ok).toBe(problems.length === 0);
    return problems.map((problem) => `${problem.kind} ${problem.seq}`);
  };

  beforeAll(async () => {
    t = await createTestDatabase(kind);
    now = new Date('2026-11-01T10:00:00.123Z');
  });
  afterAll(() => t.drop());

  test('an empty log is whole', async () => {
    expect(await verify()).toMatchObject({ ok: true, entries: 0 });
  });

  test('twenty appends at once, from two servers, make one chain', async () => {
    const [a, b] = [open(t.database), open(t.database)];
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 === 0 ? a : b).append({
          action: 'session.deleted',
          result: 'done',
          actorId: ACTOR,
          impersonatorId: i === 3 ? TEAM : null,
          targetKind: 'session',
          targetId: `s${i}`,
          teamId: TEAM,
          address: '192.0.2.7',
          userAgent: 'a program\0 with \ud800 odd letters',
          requestId: `r${i}`,
          detail: { z: 1, a: 'ü', n: null, yes: true },
        }),
      ),
    );
    const { ok, entries, head } = await verify();
    expect({ ok, entries, seq: head.seq }).toEqual({ ok: true, entries: 20, seq: 20 });
    const rows = await t.database.db
      .selectFrom('audit_entry')
      .select(['target_id', 'detail'])
      .orderBy('seq')
      .execute();
    expect(new Set(rows.map((row) => row.target_id)).size).toBe(20);
    expect(rows[0]?.detail).toBe('{"a":"ü","n":null,"yes":true,"z":1}');
  });

  test('the database refuses to change, remove, or empty', async () => {
    const { db } = t.database;
    await expect(sql`update audit_entry set result = 'done'`.execute(db)).rejects.toThrow(/append/);
    await expect(sql`delete from audit_entry where seq = 20`.execute(db)).rejects.toThrow(/append/);
    await expect(sql`truncate audit_entry`.execute(db)).rejects.toThrow(/append/);
    expect((await verify()).entries).toBe(20);
  });

  test.each([
    ['at', `at + interval '1 millisecond'`],
    ['actor_id', 'null'],
    ['impersonator_id', 'actor_id'],
    ['action', `'session.deleted '`],
    ['result', `'refused'`],
    ['target_kind', `'lap'`],
    ['target_id', `'another'`],
    ['team_id', 'null'],
    ['address', `'192.0.2.8'`],
    ['user_agent', `''`],
    ['request_id', 'null'],
    ['detail', `'{"a":"ü","n":null,"yes":true,"z":1 }'`],
    ['previous_hash', `'00'`],
    ['hash', `'00'`],
  ])('a change of %s shows', async (column, value) => {
    const found = await kindsAfter(`update audit_entry set ${column} = ${value} where seq = 7`);
    expect(found).toContain('changed 7');
  });

  test('a removed, a moved and an added entry show', async () => {
    expect(await kindsAfter('delete from audit_entry where seq = 9')).toEqual(['missing 10']);
    expect(
      await kindsAfter(
        'update audit_entry set seq = 1000 where seq = 5',
        'update audit_entry set seq = 5 where seq = 6',
        'update audit_entry set seq = 6 where seq = 1000',
      ),
    ).toEqual(expect.arrayContaining(['misplaced 5', 'changed 5', 'misplaced 6', 'changed 6']));
    expect(
      await kindsAfter(
        `insert into audit_entry (seq, at, action, result, detail, previous_hash, hash)
         select 21, at, action, result, detail, hash, '00' from audit_entry where seq = 20`,
      ),
    ).toContain('misplaced 21');
  });

  test('a cut end shows, also when the head is bent to it', async () => {
    const cut = 'delete from audit_entry where seq > 15';
    expect(await kindsAfter(cut)).toEqual(['cut 20']);
    const bend =
      'update audit_head set seq = 15, hash = (select hash from audit_entry where seq = 15)';
    expect(await kindsAfter(cut, bend)).toEqual(['unsigned 15']);
    expect(await kindsAfter('delete from audit_head')).toContain('unsigned null');
    expect(await kindsAfter('delete from audit_entry')).toEqual(['cut 20']);
    expect(
      await kindsAfter(
        'delete from audit_entry where seq < 4',
        `update audit_head set first_seq = 4, first_previous_hash = (select previous_hash from audit_entry where seq = 4)`,
      ),
    ).toEqual(['unsigned 20']);
  });

  test('an older log that was put back shows only to who kept a newer head', async () => {
    const { head } = await verify();
    expect((await verify(head)).ok).toBe(true);
    expect((await verify({ seq: 21, hash: 'of an entry that is gone' })).problems).toEqual([
      { seq: 21, kind: 'not-expected', detail: 'The entry that you kept is not in this log' },
    ]);
  });

  test('another secret does not know the head; an older one that is still listed does', async () => {
    const { db } = t.database;
    expect((await verifyChain(db, ['another secret, just as long as it is'])).ok).toBe(false);
    expect((await verifyChain(db, ['a newer one', ...SECRETS])).ok).toBe(true);
  });

  test('pruning moves the beginning, and says so', async () => {
    const audit = open(t.database);
    now = new Date('2026-12-01T10:00:00Z');
    await audit.append({ action: 'logout', result: 'done', actorId: null });
    const before = new Date('2026-11-15T00:00:00Z');
    expect(await pruneAudit(t.database.db, { secrets: SECRETS, audit }, before)).toBe(20);
    const after = await verify();
    expect(after).toMatchObject({ ok: true, entries: 2, head: { seq: 22 } });
    expect(await pruneAudit(t.database.db, { secrets: SECRETS, audit }, before)).toBe(0);
  });

  test('a server that finds the log tampered with says so in it, for ever', async () => {
    await tamper('delete from audit_entry where seq = 23', 'update audit_head set seq = 22');
    await open(t.database).append({ action: 'logout', result: 'done', actorId: null });
    const { ok, problems } = await verify();
    expect(ok).toBe(false);
    expect(problems.map(({ kind }) => kind)).toContain('unsigned');
  });

  test('where the entry cannot be written the act does not happen', async () => {
    const audit = open(t.database);
    await expect(
      audit.append({ action: 'x', result: 'done', actorId: 'not an id' }),
    ).rejects.toThrow(TypeError);
    await sql`alter table audit_head rename to gone`.execute(t.database.db);
    await expect(
      audit.append({ action: 'x', result: 'done', actorId: null }),
    ).rejects.toMatchObject({ code: 'unavailable', status: 503 });
    await sql`alter table gone rename to audit_head`.execute(t.database.db);
  });
});

test.runIf(KINDS.includes('postgres'))(
  'two processes on one PostgreSQL keep one chain',
  async () => {
    const { database, drop } = await createTestDatabase('postgres');
    const { rows } = (await database.executeSql('select current_database() as name')) as {
      rows: { name: string }[];
    };
    const base = new URL(
      process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/x',
    );
    base.pathname = `/${rows[0]?.name}`;
    const other = openPostgres(base.href, 2);
    const now = () => new Date('2026-11-01T10:00:00Z');
    const audits = [database, other].map(({ db }) => openAudit(db, { secrets: SECRETS, log, now }));
    for (let round = 0; round < 10; round++)
      await Promise.all(
        audits.map((audit) => audit.append({ action: 'x', result: 'done', actorId: null })),
      );
    expect(await verifyChain(database.db, SECRETS)).toMatchObject({ ok: true, entries: 20 });
    await other.close();
    await drop();
  },
);
