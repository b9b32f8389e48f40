import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/** One connection within one transaction, for what moves whole tables. */
export type Bulk = {
  readonly query: <R>(text: string, values?: unknown[]) => Promise<R[]>;
  /** What a select finds, in the binary format of COPY. */
  readonly copyOut: (select: string) => AsyncIterable<Uint8Array>;
  /** Adds rows to a table from that format; `target` is the table with its columns. */
  readonly copyIn: (target: string, copy: Uint8Array) => Promise<void>;
};

/** How a transaction begins: `read` sees one moment of the database, however long it takes. */
export type BulkMode = 'read' | 'write';

export const BEGIN: Readonly<Record<BulkMode, string>> = {
  read: 'begin isolation level repeatable read read only',
  write: 'begin',
};

/** Runs `task` in one transaction of one connection of the pool. */
export async function bulkOnPostgres<T>(
  pool: pg.Pool,
  mode: BulkMode,
  task: (bulk: Bulk) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query(BEGIN[mode]);
    const result = await task(toBulk(client));
    await client.query('commit');
    broken = false;
    return result;
  } finally {
    // A connection in the middle of a COPY is of no use to anybody else; closing it rolls back.
    client.release(broken);
  }
}

function toBulk(client: pg.PoolClient): Bulk {
  return {
    query: async <R>(text: string, values?: unknown[]) => {
      const result: unknown = await client.query(text, values);
      return (result as { rows: R[] }).rows;
    },
    copyOut: (select) => client.query(copyTo(`copy (${select}) to stdout with (format binary)`)),
    copyIn: (target, copy) =>
      pipeline([copy], client.query(copyFrom(`copy ${target} from stdin with (format binary)`))),
  };
}
