import { sql } from 'kysely';
import type { Db } from '../db/client.ts';

export type Server = {
  readonly version: number;
  readonly maxConnections: number;
  readonly encoding: string;
  readonly collationVersion: string | null;
  readonly actualVersion: string | null;
  readonly now: Date;
};

/** What a PostgreSQL says of itself and of this database. */
export async function askServer(db: Db): Promise<Server> {
  const { rows } = await sql<Server>`
    select current_setting('server_version_num')::int as version,
      current_setting('max_connections')::int as "maxConnections",
      pg_encoding_to_char(encoding) as encoding,
      datcollversion as "collationVersion",
      pg_database_collation_actual_version(oid) as "actualVersion",
      clock_timestamp() as now
    from pg_database where datname = current_database()`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('The database does not say what it is');
  return row;
}

/** The version alone: an older one lacks what the question above asks for. */
export async function askVersion(db: Db): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    select current_setting('server_version_num')::int as version`.execute(db);
  return rows[0]?.version ?? 0;
}

/** Names of the migrations that were applied; none where there is no schema yet. */
export async function listApplied(db: Db): Promise<string[]> {
  const { rows } = await sql<{ known: boolean }>`
    select to_regclass('schema_migration') is not null as known`.execute(db);
  if (!rows[0]?.known) return [];
  const applied = await sql<{ name: string }>`select name from schema_migration`.execute(db);
  return applied.rows.map(({ name }) => name);
}
