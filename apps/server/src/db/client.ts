import { Kysely, type LogEvent, PGliteDialect, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { clientAsking, passwordOfSecret } from './asked-password.ts';
import { type Bulk, type BulkMode, bulkOnPostgres } from './bulk.ts';
import { noteStatement } from '../observe/spans.ts';
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

/** Opens a PostgreSQL by its URL. Connects at the first query. */
export function openPostgres(url: string, connections: number, secretArn = ''): Database {
  const pool = new pg.Pool({
    connectionString: url,
    ...(secretArn !== '' && { Client: clientAsking(passwordOfSecret(secretArn)) }),
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
