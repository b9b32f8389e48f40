import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import type { Database } from './client.ts';

export type Migration = { readonly name: string; readonly text: string; readonly hash: string };

const FOLDER = new URL('./migrations/', import.meta.url);

/** All migrations in their order. */
export function listMigrations(): Migration[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const text = readFileSync(new URL(name, FOLDER), 'utf8');
      return { name, text, hash: createHash('sha256').update(text).digest('hex') };
    });
}

/** Brings the schema up to date, all or nothing; several servers may do it at once. Returns what was applied. */
export async function migrate({ db, kind }: Database): Promise<string[]> {
  return db.transaction().execute(async (tx) => {
    if (kind === 'postgres') await sql`select pg_advisory_xact_lock(71823001)`.execute(tx);
    await sql`create table if not exists schema_migration (
      name text primary key, hash text not null, applied_at timestamptz not null default now()
    )`.execute(tx);
    const { rows } = await sql<{ name: string; hash: string }>`
      select name, hash from schema_migration`.execute(tx);
    const applied = new Map(rows.map((row) => [row.name, row.hash]));
    const missing = listMigrations().filter((migration) => !isApplied(migration, applied));
    for (const { name, text, hash } of missing) {
      for (const statement of statementsOf(text)) await sql.raw(statement).execute(tx);
      await sql`insert into schema_migration (name, hash) values (${name}, ${hash})`.execute(tx);
    }
    return missing.map((migration) => migration.name);
  });
}

/** Names of the migrations that the database lacks. */
export async function listMissingMigrations({ db }: Database): Promise<string[]> {
  const { rows } = await sql<{ known: boolean }>`
    select to_regclass('schema_migration') is not null as known`.execute(db);
  if (!rows[0]?.known) return listMigrations().map((migration) => migration.name);
  const done = await sql<{ name: string }>`select name from schema_migration`.execute(db);
  const names = new Set(done.rows.map((row) => row.name));
  return listMigrations()
    .map((migration) => migration.name)
    .filter((name) => !names.has(name));
}

function isApplied({ name, hash }: Migration, applied: ReadonlyMap<string, string>): boolean {
  const before = applied.get(name);
  if (before !== undefined && before !== hash)
    throw new Error(`Migration ${name} was changed after it was applied; add a new one instead`);
  return before !== undefined;
}

function statementsOf(text: string): string[] {
  return text
    .replaceAll(/^--.*$/gm, '')
    .split(/;[ \t]*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
