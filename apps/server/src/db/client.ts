import { readFileSync } from 'node:fs';
import { Kysely, type LogEvent, PGliteDialect, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { clientAsking, passwordOfSecret } from './asked-password.ts';
import { type Bulk, type BulkMode, bulkOnPostgres } from './bulk.ts';
import { noteStatement } from '../observe/spans.ts';
import type { Config } from '../config.ts';
import { openEmbedded } from './embedded/client.ts';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;

/** The one database of a process, whichever kind it is. */
export type Database = {
  readonly kind: 'embedded' | 'postgres';
  readonly db: Db;
  /** Runs SQL text outside of the query builder: for the job queue, which brings its own statements. */
  readonly executeSql: (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }>;
  /** One transaction that moves whole tables. On the embedded database nobody else has a turn until it is over. */
  readonly bulk: <T>(mode: BulkMode, task: (bulk: Bulk) => Promise<T>) => Promise<T>;
  /** Connections now, and what waits for one. */
  readonly load: () => { readonly idle: number; readonly busy: number; readonly waiting: number };
  readonly close: () => Promise<void>;
};

const log = ({ query, queryDurationMillis }: LogEvent) =>
  noteStatement(query.sql, queryDurationMillis);

const INT8: number = pg.types.builtins.INT8;

/** How a PostgreSQL is reached beside its URL: settings of the same meaning. */
export type Access = { readonly secretArn?: string; readonly authorities?: string };

/** Opens a PostgreSQL by its URL. Connects at the first query. */
export function openPostgres(
  url: string,
  connections: number,
  { secretArn = '', authorities = '' }: Access = {},
): Database {
  const pool = new pg.Pool({
    ...(authorities === '' ? { connectionString: url } : verifiedBy(authorities, url)),
    ...(secretArn !== '' && { Client: clientAsking(passwordOfSecret(secretArn)) }),
    // One stays: making it anew for each look around costs more than to keep it.
    min: Math.min(1, connections),
    max: connections,
    // Compiling a plan takes longer than any statement of ours.
    options: '-c jit=off',
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 ? Number : (pg.types.getTypeParser(oid, format) as unknown),
    },
  });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  // So would one that breaks between two statements of a transaction; its next statement fails, and tells.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }), log });
  return {
    kind: 'postgres',
    db,
    executeSql: async (text, values) => {
      const result: unknown = await pool.query(text, values);
      const results = (Array.isArray(result) ? result : [result]) as { rows: unknown[] }[];
      return { rows: results.flatMap((one) => one.rows) };
    },
    load: () => ({
      idle: pool.idleCount,
      busy: pool.totalCount - pool.idleCount,
      waiting: pool.waitingCount,
    }),
    bulk: (mode, task) => bulkOnPostgres(pool, mode, task),
    close: () => db.destroy(),
  };
}

/** Opens the PostgreSQL that the configuration names. */
export function openConfigured(
  {
    DATABASE_URL,
    DATABASE_POOL,
    DATABASE_SECRET_ARN,
    DATABASE_CA,
  }: Pick<Config, 'DATABASE_URL' | 'DATABASE_POOL' | 'DATABASE_SECRET_ARN' | 'DATABASE_CA'>,
  connections = DATABASE_POOL,
): Database {
  const access = { secretArn: DATABASE_SECRET_ARN, authorities: DATABASE_CA };
  return openPostgres(DATABASE_URL, connections, access);
}

/** What a URL says of TLS goes before what the driver is told beside it, so it is taken out. */
function verifiedBy(authorities: string, url: string): pg.PoolConfig {
  const plain = new URL(url);
  for (const name of [...plain.searchParams.keys()])
    if (/^ssl/.test(name)) plain.searchParams.delete(name);
  const ca = authorities.includes('-----BEGIN') ? authorities : readFileSync(authorities, 'utf8');
  return { connectionString: plain.href, ssl: { ca } };
}

/** Opens the embedded database in `folder`, in a thread of its own; makes it at the first time. */
export async function openEmbeddedDatabase(folder: string): Promise<Database> {
  const embedded = await openEmbedded(folder);
  const db = new Kysely<Tables>({
    dialect: new PGliteDialect({ pglite: embedded.pglite }),
    log,
  });
  return {
    kind: 'embedded',
    db,
    executeSql: embedded.executeSql,
    bulk: embedded.bulk,
    load: () => {
      const count = embedded.count();
      return {
        idle: count === 0 ? 1 : 0,
        busy: Math.min(1, count),
        waiting: Math.max(0, count - 1),
      };
    },
    close: async () => {
      await db.destroy();
      await embedded.close();
    },
  };
}

export async function pingDatabase(db: Db): Promise<void> {
  await sql`select 1`.execute(db);
}
