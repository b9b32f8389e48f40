import { Kysely, PGliteDialect, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { openEmbedded } from './embedded/client.ts';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;

/** The one database of a process, whichever kind it is. */
export type Database = {
  readonly kind: 'embedded' | 'postgres';
  readonly db: Db;
  /** Runs SQL text outside of the query builder: for the job queue, which brings its own statements. */
  readonly executeSql: (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }>;
  readonly close: () => Promise<void>;
};

const INT8: number = pg.types.builtins.INT8;

/** Opens a PostgreSQL by its URL. Connects at the first query. */
export function openPostgres(url: string, connections: number): Database {
  const pool = new pg.Pool({
    connectionString: url,
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
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    kind: 'postgres',
    db,
    executeSql: async (text, values) => {
      const result: unknown = await pool.query(text, values);
      const results = (Array.isArray(result) ? result : [result]) as { rows: unknown[] }[];
      return { rows: results.flatMap((one) => one.rows) };
    },
    close: () => db.destroy(),
  };
}

/** Opens the embedded database in `folder`, in a thread of its own; makes it at the first time. */
export async function openEmbeddedDatabase(folder: string): Promise<Database> {
  const embedded = await openEmbedded(folder);
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: embedded.pglite }) });
  return {
    kind: 'embedded',
    db,
    executeSql: embedded.executeSql,
    close: async () => {
      await db.destroy();
      await embedded.close();
    },
  };
}

export async function pingDatabase(db: Db): Promise<void> {
  await sql`select 1`.execute(db);
}
