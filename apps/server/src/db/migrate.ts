import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import type { Bulk } from './bulk.ts';
import type { Database } from './client.ts';

/**
 * `expand` only adds, so that servers of the version before go on beside it; `contract` takes away what no supported version
 * uses any more. docs/decisions/0021-expand-then-contract.md
 */
type Step = 'expand' | 'contract';

export type Migration = {
  readonly name: string;
  readonly text: string;
  readonly hash: string;
  readonly step: Step;
};

const FOLDER = new URL('./migrations/', import.meta.url);
const CONTRACT = /^-- contract: \S/m;
const OLDEST_POSTGRES = 15;

/** All migrations in their order. */
export function listMigrations(): Migration[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const text = readFileSync(new URL(name, FOLDER), 'utf8');
      const hash = createHash('sha256').update(text).digest('hex');
      return { name, text, hash, step: CONTRACT.test(text) ? 'contract' : 'expand' };
    });
}

/** The database was changed by a newer version in a way that this one cannot work with. */
export class SchemaTooNewError extends Error {
  override name = 'SchemaTooNewError';
  readonly migrations: readonly string[];
  constructor(migrations: readonly string[]) {
    super(
      `The database belongs to a newer version of Outlap (${migrations.join(', ')}). ` +
        'Start that version, or restore a backup that was made before it: docs/operate/upgrade.md.',
    );
    this.migrations = migrations;
  }
}

/** Runs one statement in the transaction at hand. */
type Run = <R>(text: string, values?: unknown[]) => Promise<R[]>;

/**
 * Brings the schema up to date, all or nothing; several servers may do it at once. Returns what was applied. Throws
 * SchemaTooNewError.
 */
export async function migrate({ db, kind }: Database): Promise<string[]> {
  return db.transaction().execute(async (tx) => {
    if (kind === 'postgres') await sql`select pg_advisory_xact_lock(71823001)`.execute(tx);
    const run: Run = async <R>(text: string, values: unknown[] = []) =>
      (await tx.executeQuery({ ...sql.raw(text).compile(tx), parameters: values })).rows as R[];
    return applyMigrations(run, listMigrations());
  });
}

/** Applies those that the database lacks, within the transaction of `run`. */
export async function applyMigrations(
  run: Run,
  migrations: readonly Migration[],
): Promise<string[]> {
  await checkServer(run);
  await run(`create table if not exists schema_migration (
    name text primary key, hash text not null, applied_at timestamptz not null default now()
  )`);
  await run(
    "alter table schema_migration add column if not exists step text not null default 'expand'",
  );
  const rows = await run<{ name: string; hash: string; step: string }>(
    'select name, hash, step from schema_migration',
  );
  refuseNewer(rows);
  const applied = new Map(rows.map((row) => [row.name, row.hash]));
  const missing = migrations.filter((migration) => !isApplied(migration, applied));
  for (const { name, text, hash, step } of missing) {
    for (const statement of statementsOf(text)) await run(statement);
    await run('insert into schema_migration (name, hash, step) values ($1, $2, $3)', [
      name,
      hash,
      step,
    ]);
  }
  return missing.map((migration) => migration.name);
}

/** What only adds may come from a newer version: this one does without it. */
function refuseNewer(rows: readonly { readonly name: string; readonly step: string }[]): void {
  const known = new Set(listMigrations().map(({ name }) => name));
  const unknown = rows.filter(({ name, step }) => !known.has(name) && step !== 'expand');
  if (unknown.length > 0) throw new SchemaTooNewError(unknown.map(({ name }) => name).sort());
}

async function checkServer(run: Run): Promise<void> {
  const [row] = await run<{ version: number }>(
    "select current_setting('server_version_num')::int as version",
  );
  const version = Math.floor((row?.version ?? 0) / 10_000);
  if (version < OLDEST_POSTGRES)
    throw new Error(
      `This is PostgreSQL ${version}, and ${OLDEST_POSTGRES} is the oldest that will do: upgrade it first (docs/operate/upgrade.md)`,
    );
}

/** The migrations that a database has, in their order. */
export async function listApplied(bulk: Bulk): Promise<{ name: string; hash: string }[]> {
  return bulk.query('select name, hash from schema_migration order by name');
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

export function statementsOf(text: string): string[] {
  return text
    .replaceAll(/^--.*$/gm, '')
    .split(/;[ \t]*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
