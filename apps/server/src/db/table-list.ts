import type { Bulk } from './bulk.ts';

/** A table as a copy of it needs to know it. */
export type TableShape = {
  readonly name: string;
  /** Those that can be written: generated ones follow from them. */
  readonly columns: readonly string[];
  readonly key: readonly string[];
  /** Rows that a piece of some megabytes holds, roughly. */
  readonly rowsAtOnce: number;
};

/** Not data: what this very place says of itself, what is under way, and what can be found out again. */
const LEFT_OUT = ['schema_migration', 'backup', 'object_hash', 'sync_object'];
const PIECE_BYTES = 4 * 1024 * 1024;
const MOST_ROWS = 50_000;
/** Tables of somebody else that a refusal names. */
const MOST_NAMED = 5;

const OUR_TABLES = `select c.oid, c.relname::text as name from pg_class c
  where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')`;

const OUR_FUNCTIONS = `select p.oid::regprocedure::text as signature from pg_proc p
  where p.pronamespace = current_schema()::regnamespace
    and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`;

/** All tables with data, those that others refer to first. */
export async function listTables(bulk: Bulk): Promise<TableShape[]> {
  const rows = await bulk.query<Omit<TableShape, 'rowsAtOnce'>>(
    `with ours as (${OUR_TABLES}) select ours.name,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = ours.oid and a.attnum > 0 and not a.attisdropped
          and a.attgenerated = '') as columns,
      coalesce((select array_agg(a.attname::text order by k.position) from pg_index i
        cross join unnest(i.indkey::int2[]) with ordinality as k (number, position)
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
        where i.indrelid = ours.oid and i.indisprimary), '{}') as key
    from ours order by ours.name`,
  );
  const shapes: TableShape[] = [];
  for (const row of rows.filter(({ name }) => !LEFT_OUT.includes(name)))
    shapes.push({ ...row, rowsAtOnce: await rowsAtOnceOf(bulk, row.name) });
  return inOrder(shapes, await listReferences(bulk));
}

async function rowsAtOnceOf(bulk: Bulk, name: string): Promise<number> {
  const [size] = await bulk.query<{ bytes: number; rows: number }>(
    `select pg_table_size(${literal(quoted(name))}::regclass) as bytes,
       (select count(*) from ${quoted(name)}) as rows`,
  );
  const perRow = (size?.bytes ?? 0) / Math.max(1, size?.rows ?? 0);
  return Math.max(1, Math.min(MOST_ROWS, Math.floor(PIECE_BYTES / Math.max(1, perRow))));
}

async function listReferences(bulk: Bulk): Promise<{ from: string; to: string }[]> {
  return bulk.query(
    `with ours as (${OUR_TABLES}) select distinct a.name as "from", b.name as "to"
     from pg_constraint c join ours a on a.oid = c.conrelid join ours b on b.oid = c.confrelid
     where c.contype = 'f' and a.oid <> b.oid`,
  );
}

function inOrder(
  shapes: readonly TableShape[],
  references: readonly { readonly from: string; readonly to: string }[],
): TableShape[] {
  const sorted: TableShape[] = [];
  const done = new Set<string>();
  const known = new Set(shapes.map(({ name }) => name));
  while (sorted.length < shapes.length) {
    const ready = shapes.filter(
      ({ name }) =>
        !done.has(name) &&
        references.every(({ from, to }) => from !== name || !known.has(to) || done.has(to)),
    );
    if (ready.length === 0) throw new Error('Tables refer to each other in a circle');
    for (const shape of ready) done.add(shape.name);
    sorted.push(...ready);
  }
  return sorted;
}

/** A table in pieces that follow each other by its primary key. */
export async function* copyTable(
  bulk: Bulk,
  { name, columns, key, rowsAtOnce }: TableShape,
): AsyncGenerator<AsyncIterable<Uint8Array>> {
  const table = quoted(name);
  const select = `select ${listOf(columns)} from ${table}`;
  if (key.length === 0) {
    yield bulk.copyOut(select);
    return;
  }
  const order = `order by ${listOf(key)}`;
  let after: string | undefined;
  for (;;) {
    const beyond = after === undefined ? '' : `where (${listOf(key)}) > (${after})`;
    const [last] = await bulk.query<Record<string, string>>(
      `select ${key.map((column, n) => `quote_literal(${quoted(column)}::text) || '::' || pg_typeof(${quoted(column)})::text as k${n}`).join(', ')}
       from ${table} ${beyond} ${order} offset ${rowsAtOnce - 1} limit 1`,
    );
    if (!last) {
      yield bulk.copyOut(`${select} ${beyond} ${order}`);
      return;
    }
    const end = key.map((_, n) => last[`k${n}`]).join(', ');
    const within = `${beyond === '' ? 'where' : `${beyond} and`} (${listOf(key)}) <= (${end})`;
    yield bulk.copyOut(`${select} ${within} ${order}`);
    after = end;
  }
}

/** An object that rows name. Of a failed import the file may be there. */
export type NamedObject = {
  readonly key: string;
  readonly required: boolean;
  /** A scanner found something in it, or has not spoken yet: its bucket may refuse to hand it out. */
  readonly doubted: boolean;
};

/** The objects that rows name, in their order. */
export async function listNamedObjects(bulk: Bulk): Promise<NamedObject[]> {
  const [there] = await bulk.query<{ known: boolean }>(
    "select to_regclass('object_verdict') is not null as known",
  );
  const unclean = there?.known ? 'select key from object_verdict where not clean' : "select ''";
  return bulk.query<NamedObject>(
    `select key, bool_or(required) as required,
      bool_or(doubted) or key in (${unclean}) as doubted from (
      select 'laps/' || lap.session_id || '/' || lap.id || '.parquet' as key, true as required,
        false as doubted
        from lap join session on session.id = lap.session_id
        where session.samples_removed_at is null
      union all select unnest(array[recording_key, companion_key]), true, false from session
        where samples_removed_at is null
      union all select unnest(array[recording_key, companion_key]), finished_at is null,
        state = 'scanning' or coalesce(error_code = 'file_quarantined', false) from import
        where finished_at is null or error_code is not null) as named
    where key is not null group by key order by key`,
  );
}

export function copyTarget({ name, columns }: Pick<TableShape, 'name' | 'columns'>): string {
  return `${quoted(name)} (${listOf(columns)})`;
}

export async function countRows(bulk: Bulk, table: string): Promise<number> {
  const [row] = await bulk.query<{ n: number }>(`select count(*)::int as n from ${quoted(table)}`);
  return row?.n ?? 0;
}

/** Sets every sequence of a column behind the greatest value there is: a copy brings values, not the counting. */
export async function setSequences(bulk: Bulk): Promise<number> {
  const sequences = await bulk.query<{ name: string; column: string; sequence: string }>(
    `with ours as (${OUR_TABLES}) select ours.name, a.attname::text as column,
       pg_get_serial_sequence(quote_ident(ours.name), a.attname::text) as sequence
     from ours join pg_attribute a on a.attrelid = ours.oid and a.attnum > 0 and not a.attisdropped
     where pg_get_serial_sequence(quote_ident(ours.name), a.attname::text) is not null`,
  );
  for (const { name, column, sequence } of sequences)
    await bulk.query(
      `select setval($1::regclass, coalesce((select max(${quoted(column)}) from ${quoted(name)}), 0) + 1, false)`,
      [sequence],
    );
  return sequences.length;
}

/**
 * Removes every table and function of ours, and the job queue; extensions and their things stay. Throws ForeignTablesError
 * before the first of them where they are not ours.
 */
export async function dropEverything(bulk: Bulk): Promise<void> {
  await refuseForeign(bulk);
  for (const { name } of await bulk.query<{ name: string }>(OUR_TABLES))
    await bulk.query(`drop table if exists ${quoted(name)} cascade`);
  const functions = await bulk.query<{ signature: string }>(OUR_FUNCTIONS);
  for (const { signature } of functions)
    await bulk.query(`drop function if exists ${signature} cascade`);
  await bulk.query('drop schema if exists pgboss cascade');
}

/** The database belongs to something else. */
class ForeignTablesError extends Error {
  override name = 'ForeignTablesError';
}

/** Whether the schema is ours. Throws ForeignTablesError where it is not, and holds what a restore would remove. */
async function refuseForeign(bulk: Bulk): Promise<boolean> {
  const [ours] = await bulk.query<{ known: boolean }>(
    // A table of this name alone is no proof: other programs have one, too.
    `select count(*) = 2 as known from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = current_schema()::regnamespace and c.relname = 'schema_migration'
       and a.attname in ('name', 'hash') and not a.attisdropped`,
  );
  if (ours?.known) return true;
  const theirs = await bulk.query<{ name: string }>(
    `select name from (${OUR_TABLES}) as tables
     union all select signature || ' (a function)' from (${OUR_FUNCTIONS}) as functions
     union all select 'the schema pgboss' from pg_namespace where nspname = 'pgboss'
     order by name limit ${MOST_NAMED}`,
  );
  if (theirs.length === 0) return false;
  const names = theirs.map(({ name }) => name).join(', ');
  throw new ForeignTablesError(
    `The database holds tables that are not Outlap's: ${names}. Restoring would remove them; restore into a database that was just made.`,
  );
}

/**
 * What a person would miss: sessions, imports, and accounts besides the owner that every start makes. Throws
 * ForeignTablesError where a restore would remove what is not ours.
 */
export async function findsData(bulk: Bulk, ownerId: string): Promise<boolean> {
  if (!(await refuseForeign(bulk))) return false;
  for (const table of ['session', 'import', 'stream', 'team', 'driver']) {
    const [known] = await bulk.query<{ known: boolean }>(
      'select to_regclass($1) is not null as known',
      [table],
    );
    if (!known?.known) continue;
    const where = table === 'driver' ? `where id <> '${ownerId}'::uuid` : '';
    const [row] = await bulk.query<{ found: boolean }>(
      `select exists (select from ${quoted(table)} ${where}) as found`,
    );
    if (row?.found) return true;
  }
  return false;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function listOf(names: readonly string[]): string {
  return names.map(quoted).join(', ');
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
