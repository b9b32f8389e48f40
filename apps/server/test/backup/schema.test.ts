import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBackup, loadTables } from '../../src/backup/restore.ts';
import { type Database, openPostgres } from '../../src/db/client.ts';
import {
  applyMigrations,
  listMigrations,
  migrate,
  type Migration,
  SchemaTooNewError,
} from '../../src/db/migrate.ts';
import { faultsOf } from '../migration-rule.ts';
import { createEmptyPostgres, createTestDatabase, KINDS, type TestDatabase } from '../databases.ts';
import { createBackupWorld, UNLOCK } from './backup-world.ts';

describe('the rule for migrations', () => {
  test('every one of ours keeps it', () => {
    for (const migration of listMigrations()) expect(faultsOf(migration)).toEqual([]);
  });

  const migration = (text: string): Migration => ({
    name: 'x.sql',
    text,
    hash: '',
    step: /^-- contract: /m.test(text) ? 'contract' : 'expand',
  });
  test.each([
    'drop table lap;',
    'alter table lap drop column kind;',
    'alter table lap rename column kind to sort;',
    'alter table lap rename to laps;',
    'alter table lap alter column kind type integer;',
    'alter table lap alter column driver set not null;',
    'alter table lap add column weight float8 not null;',
    'truncate lap;',
    'drop index lap_session;\ndrop function refuse_audit_change();',
    '-- contract: nobody uses it since 0.3\nalter table lap drop column kind;\nalter table lap add column sort text;',
  ])('%s is refused', (text) => {
    expect(faultsOf(migration(text))).not.toEqual([]);
  });
  test.each([
    'create table tyre (id uuid primary key);',
    'alter table lap add column weight float8;',
    "alter table lap add column weight text not null default '';",
    'alter table session alter column recording_key drop not null;',
    'drop index lap_session;',
    '-- contract: nobody uses it since 0.3\nalter table lap drop column kind;',
  ])('%s is taken', (text) => {
    expect(faultsOf(migration(text))).toEqual([]);
  });
});

describe.each(KINDS)('the schema on %s', (kind) => {
  let source: TestDatabase;
  const remember = ({ executeSql }: Database, name: string, step: string) =>
    executeSql("insert into schema_migration (name, hash, step) values ($1, 'x', $2)", [
      name,
      step,
    ]);
  beforeAll(async () => {
    source = await createTestDatabase(kind);
  });
  afterAll(() => source.drop());

  test('newer steps that only add are done without; others are refused by name', async () => {
    await remember(source.database, '9001_more.sql', 'expand');
    expect(await migrate(source.database)).toEqual([]);
    await remember(source.database, '9002_less.sql', 'contract');
    await expect(migrate(source.database)).rejects.toThrow(SchemaTooNewError);
    await expect(migrate(source.database)).rejects.toThrow('9002_less.sql');
    await source.database.executeSql("delete from schema_migration where name like '9%'");
  });

  test('a backup of an older schema is restored and brought up to date', async () => {
    const world = await createBackupWorld(kind);
    try {
      const old = listMigrations().filter(({ name }) => name < '0011');
      await world.source.database.bulk('write', async (bulk) => {
        await bulk.query('drop schema if exists pgboss cascade');
        const tables = await bulk.query<{ name: string }>(
          "select table_name::text as name from information_schema.tables where table_schema = 'public'",
        );
        for (const { name } of tables) await bulk.query(`drop table "${name}" cascade`);
        await bulk.query('drop function refuse_audit_change() cascade');
        await applyMigrations(bulk.query, old);
        await bulk.query(`insert into setting (name, value) values ('from', '"before"')`);
      });
      const made = await world.backUp();
      const loaded = await loadTables(
        source.database,
        await openBackup(world.place, made.name, UNLOCK),
      );
      expect(loaded.migrated[0]).toBe('0011_backups.sql');
      const { rows } = await source.database.executeSql('select name from setting');
      expect(rows).toEqual([{ name: 'from' }]);
      expect(await migrate(source.database)).toEqual([]);
    } finally {
      await world.close();
    }
  });

  test('a backup of a newer version is refused, and what is there stays', async () => {
    const world = await createBackupWorld(kind);
    try {
      await remember(world.source.database, '9001_more.sql', 'expand');
      const made = await world.backUp();
      const backup = await openBackup(world.place, made.name, UNLOCK);
      await expect(loadTables(source.database, backup)).rejects.toThrow('newer version');
      const { rows } = await source.database.executeSql('select count(*)::int as n from setting');
      expect(rows).toEqual([{ n: 1 }]);
    } finally {
      await world.close();
    }
  });
});

test.skipIf(!KINDS.includes('postgres'))(
  'two processes migrate at once: each step is done once',
  async () => {
    const empty = await createEmptyPostgres();
    try {
      const script = `
      const { openPostgres } = await import('./src/db/client.ts');
      const { migrate } = await import('./src/db/migrate.ts');
      const database = openPostgres(process.argv[1], 2);
      console.log((await migrate(database)).length);
      await database.close();`;
      const start = async () => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', script, empty.url], {
          cwd: new URL('../../', import.meta.url),
        });
        let output = '';
        child.stdout.on('data', (text) => (output += String(text)));
        child.stderr.on('data', (text) => (output += String(text)));
        await once(child, 'close');
        return output.trim();
      };
      const counts = await Promise.all([start(), start()]);
      expect(counts.sort()).toEqual(['0', String(listMigrations().length)]);
      const database = openPostgres(empty.url, 2);
      const { rows } = await database.executeSql('select count(*)::int as n from schema_migration');
      expect(rows).toEqual([{ n: listMigrations().length }]);
      await database.close();
    } finally {
      await empty.drop();
    }
  },
);
