import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FolderInUseError, lockFolder } from '../src/db/embedded/lock.ts';
import { listMissingMigrations, migrate } from '../src/db/migrate.ts';
import { copyEmbeddedSnapshot, createTestDatabase, KINDS, type TestDatabase } from './databases.ts';

const ROWS = 20;
const strace = spawnSync('strace', ['-f', '-e', 'trace=fsync', 'true']).status === 0;
if (!strace && process.env['CI'] === 'true') throw new Error('strace is needed in CI');
if (!strace) console.warn('SKIPPED: that commits reach the disk (strace is not there)');

test.skipIf(!strace)('each commit of the embedded database reaches fsync', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'outlap-test-fsync-'));
  await copyEmbeddedSnapshot(join(folder, 'database'));
  const script = join(import.meta.dirname, 'insert-rows.ts');
  const fsyncsOf = (rows: number) => {
    const trace = join(folder, `trace-${rows}`);
    const args = ['-f', '-e', 'trace=fsync,fdatasync', '-o', trace];
    const node = [process.execPath, script, join(folder, 'database'), String(rows)];
    expect(spawnSync('strace', [...args, ...node], { encoding: 'utf8' }).stderr).toBe('');
    return readFileSync(trace, 'utf8').match(/\b(fsync|fdatasync)\(/g)?.length ?? 0;
  };
  fsyncsOf(0);
  const without = fsyncsOf(0);
  expect(fsyncsOf(ROWS) - without).toBeGreaterThanOrEqual(ROWS);
  rmSync(folder, { recursive: true });
});

test('what V8 compiled for the threads is not freed while they run (nodejs/node#64500)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'outlap-test-code-'));
  await copyEmbeddedSnapshot(join(folder, 'database'));
  const script = join(import.meta.dirname, 'insert-rows.ts');
  const node = ['--trace-wasm-code-gc', '--stress-wasm-code-gc', script, join(folder, 'database')];
  const { stdout, stderr } = spawnSync(process.execPath, [...node, '5'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).not.toMatch(/wrapper/);
  rmSync(folder, { recursive: true });
});

test('the embedded database runs with what keeps data and memory safe', async () => {
  const { database, drop } = await createTestDatabase('embedded');
  const { rows } = await sql<{ name: string; setting: string; unit: string | null }>`
    select name, setting, unit from pg_settings
    where name in ('fsync', 'wal_sync_method', 'shared_buffers', 'synchronous_commit')
    order by name`.execute(database.db);
  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
    fsync: 'on',
    shared_buffers: String((16 * 1024 * 1024) / 8192),
    synchronous_commit: 'on',
    wal_sync_method: 'fsync',
  });
  await drop();
});

describe.each(KINDS)('the database: %s', (kind) => {
  let t: TestDatabase;
  beforeAll(async () => {
    t = await createTestDatabase(kind);
  });
  afterAll(() => t.drop());

  test('migrations are applied once', async () => {
    expect(await listMissingMigrations(t.database)).toEqual([]);
    expect(await migrate(t.database)).toEqual([]);
  });

  test('what runs beside a transaction is neither in it nor lost by its end', async () => {
    const { db } = t.database;
    const insert = (name: string, by = db) =>
      by.insertInto('setting').values({ name, value: '{"a": [1, null]}' }).execute();
    const failing = db.transaction().execute(async (tx) => {
      await insert('inside', tx);
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw new Error('changed my mind');
    });
    const beside = Promise.all([
      insert('beside'),
      t.database.executeSql(`insert into setting values ('queue', '1'); select 1`),
    ]);
    await expect(failing).rejects.toThrow('changed my mind');
    await beside;
    const rows = await db.selectFrom('setting').selectAll().orderBy('name').execute();
    expect(rows).toEqual([
      { name: 'beside', value: { a: [1, null] } },
      { name: 'queue', value: 1 },
    ]);
  });

  test('a failed statement carries its code and leaves the next one alone', async () => {
    const twice = () => t.database.executeSql(`insert into setting values ('twice', '1')`);
    await twice();
    await expect(twice()).rejects.toMatchObject({ code: '23505', constraint: 'setting_pkey' });
    await expect(t.database.executeSql('begin; select 1/0; commit')).rejects.toMatchObject({
      code: '22012',
    });
    expect((await t.database.executeSql('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  test('large whole numbers, times and lists come back as they went', async () => {
    const at = new Date('2026-05-06T07:08:09.123Z');
    const { rows } = await sql`select ${2 ** 40}::bigint as big, ${at}::timestamptz as at,
      ${[1.5, -2]}::float8[] as list, ${['a', 'b,"c']}::text[] as words`.execute(t.database.db);
    expect(rows).toEqual([{ big: 2 ** 40, at, list: [1.5, -2], words: ['a', 'b,"c'] }]);
  });
});

describe('the lock of the data folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'outlap-test-lock-'));
  const file = join(folder, 'outlap.lock');
  afterAll(() => rmSync(folder, { recursive: true }));

  test('a second one is refused until the first gives it back', () => {
    const release = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(FolderInUseError);
    expect(() => lockFolder(folder)).toThrow(`in use by process ${process.pid}`);
    release();
    lockFolder(folder)();
    expect(() => statSync(file)).toThrow();
  });

  test.each([
    ['a process that died', JSON.stringify({ pid: 2 ** 22 + 7, startTime: '1', token: 'x' })],
    [
      'another process of the same id',
      JSON.stringify({ pid: process.pid, startTime: '1', token: 'x' }),
    ],
    ['nobody, being damaged', '{"pid":'],
  ])('the lock of %s is taken over', (_whose, content) => {
    writeFileSync(file, content);
    lockFolder(folder)();
  });
});
