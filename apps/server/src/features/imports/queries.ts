import { type Insertable, type Selectable, sql, type Transaction } from 'kysely';
import type { Db } from '../../db/client.ts';
import type { ImportTable, Tables } from '../../db/tables.ts';
import { KEEPING_CODES } from './refusals.ts';

export type Tx = Transaction<Tables>;
export type ImportRow = Selectable<ImportTable>;
export type NewLap = Insertable<Tables['lap']>;
export type NewSession = Insertable<Tables['session']>;

export async function insertImport(db: Db, row: Insertable<ImportTable>): Promise<ImportRow> {
  return db.insertInto('import').values(row).returningAll().executeTakeFirstOrThrow();
}

export function findImport(db: Db | Tx, ownerId: string, id: string) {
  return db
    .selectFrom('import')
    .selectAll()
    .where('id', '=', id)
    .where('owner_id', '=', ownerId)
    .executeTakeFirst();
}

export function listImportRows(db: Db, ownerId: string, onlyActive: boolean) {
  let query = db.selectFrom('import').selectAll().where('owner_id', '=', ownerId);
  if (onlyActive) query = query.where('finished_at', 'is', null);
  return query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(200).execute();
}

/** Imports that are under way, the oldest first. Index `import_unfinished`. */
export function listUnfinishedIds(db: Db, limit?: number) {
  const query = db
    .selectFrom('import')
    .select('id')
    .where('finished_at', 'is', null)
    .where('state', '<>', 'scanning')
    .orderBy('created_at');
  return (limit === undefined ? query : query.limit(limit)).execute();
}

/** Imports that wait although the scanner has spoken of a file of theirs, the oldest first. Index `import_unfinished`. */
export function listJudged(db: Db): Promise<ImportRow[]> {
  return db
    .selectFrom('import')
    .selectAll()
    .where('finished_at', 'is', null)
    .where('state', '=', 'scanning')
    .where((is) =>
      is.exists(
        is
          .selectFrom('object_verdict')
          .select('object_verdict.key')
          .where((on) =>
            on.or([
              on('object_verdict.key', '=', on.ref('import.recording_key')),
              on('object_verdict.key', '=', on.ref('import.companion_key')),
            ]),
          ),
      ),
    )
    .orderBy('created_at')
    .execute();
}

const RESUMED = 'imports.resumed';
const LOOKS_REMEMBERED = 3;

/**
 * The turn to look for imports without a job, which one server has within so many seconds, by the clock of the database.
 * Brings those that a look shortly before has suspected; undefined where it is not this server's turn.
 */
export async function claimResume(db: Db, seconds: number): Promise<readonly string[] | undefined> {
  const { rows } = await sql<{ suspected: readonly string[] }>`
    insert into setting as it (name, value)
      values (${RESUMED}, jsonb_build_object('at', extract(epoch from clock_timestamp())))
    on conflict (name) do update set value = it.value || excluded.value
      where (it.value ->> 'at')::float8 <= (excluded.value ->> 'at')::float8 - ${seconds}::float8
    returning case
      when (value ->> 'suspectedAt')::float8 > (value ->> 'at')::float8 - ${seconds * LOOKS_REMEMBERED}::float8
      then value -> 'suspected' else '[]' end as suspected`.execute(db);
  return rows[0]?.suspected;
}

export async function saveSuspected(db: Db, ids: readonly string[]): Promise<void> {
  await sql`update setting set value = value || jsonb_build_object(
      'suspected', ${JSON.stringify(ids)}::jsonb,
      'suspectedAt', extract(epoch from clock_timestamp()))
    where name = ${RESUMED}`.execute(db);
}

export function findUnfinishedByContent(db: Db, ownerId: string, hash: string) {
  return db
    .selectFrom('import')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .where('content_hash', '=', hash)
    .where('finished_at', 'is', null)
    .executeTakeFirst();
}

export function findSessionByContent(db: Db | Tx, ownerId: string, hash: string) {
  return db
    .selectFrom('session')
    .select('id')
    .where('owner_id', '=', ownerId)
    .where('content_hash', '=', hash)
    .executeTakeFirst();
}

/** Begins an attempt; undefined when the import is gone or finished. */
export function beginAttempt(db: Db, id: string) {
  return db
    .updateTable('import')
    .set((set) => ({ attempts: set('attempts', '+', 1), state: 'reading', progress: 0 }))
    .where('id', '=', id)
    .where('finished_at', 'is', null)
    .where('state', '<>', 'scanning')
    .returningAll()
    .executeTakeFirst();
}

export async function saveProgress(
  db: Db,
  id: string,
  state: string,
  progress: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('import')
    .set({ state, progress })
    .where('id', '=', id)
    .where('finished_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Ends an import; false when somebody deleted it meanwhile. */
export async function finishImport(
  db: Db | Tx,
  id: string,
  end: {
    state: 'done' | 'failed';
    session_id: string | null;
    duplicate: boolean;
    error_code: string | null;
    error_detail: string | null;
    finished_at: Date;
  },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('import')
    .set({ ...end, ...(end.state === 'done' ? { progress: 1 } : {}) })
    .where('id', '=', id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export function restartImport(db: Db, id: string, mapping: string) {
  return db
    .updateTable('import')
    .set({
      mapping,
      state: 'queued',
      progress: 0,
      attempts: 0,
      error_code: null,
      error_detail: null,
      finished_at: null,
    })
    .where('id', '=', id)
    .where('finished_at', 'is not', null)
    .returningAll()
    .executeTakeFirst();
}

export async function deleteImportRow(db: Db, id: string): Promise<void> {
  await db.deleteFrom('import').where('id', '=', id).execute();
}

export async function isRecordingUsed(db: Db, key: string): Promise<boolean> {
  const row = await db
    .selectFrom('session')
    .select('id')
    .where('recording_key', '=', key)
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertSession(
  tx: Tx,
  session: NewSession,
  laps: readonly NewLap[],
): Promise<void> {
  await tx.insertInto('session').values(session).execute();
  await insertLaps(tx, laps);
}

const ROWS_AT_ONCE = 500;

async function insertLaps(tx: Tx, laps: readonly NewLap[]): Promise<void> {
  for (let i = 0; i < laps.length; i += ROWS_AT_ONCE)
    await tx
      .insertInto('lap')
      .values(laps.slice(i, i + ROWS_AT_ONCE))
      .execute();
}

export function findSessionForAnalysis(db: Db | Tx, id: string) {
  return db.selectFrom('session').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function listSessionIds(db: Db, olderThanVersion: number | null): Promise<string[]> {
  let query = db.selectFrom('session').select('id').orderBy('imported_at');
  if (olderThanVersion !== null) query = query.where('analysis_version', '<', olderThanVersion);
  return (await query.execute()).map((row) => row.id);
}

export async function listLapIds(db: Db, sessionId: string): Promise<Map<number, string>> {
  const rows = await db
    .selectFrom('lap')
    .select(['id', 'number'])
    .where('session_id', '=', sessionId)
    .execute();
  return new Map(rows.map((row) => [row.number, row.id]));
}

/** Replaces what an analysis made; the session keeps its id, names and notes. */
export async function replaceAnalysis(
  tx: Tx,
  id: string,
  set: Partial<Omit<NewSession, 'id'>>,
  laps: readonly NewLap[],
): Promise<void> {
  await tx.deleteFrom('lap').where('session_id', '=', id).execute();
  await tx.updateTable('session').set(set).where('id', '=', id).execute();
  await insertLaps(tx, laps);
}

export async function listKnownSessions(db: Db, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('session')
    .select('id')
    .where('id', 'in', [...ids])
    .execute();
  return new Set(rows.map((row) => row.id));
}

/**
 * Which of these recordings a session has, or an import that is under way or may still need its file. Imports are asked
 * first: one that ends in between is a session by then.
 */
export async function listKnownRecordings(db: Db, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const wanted = [...keys];
  const inImports = await db
    .selectFrom('import')
    .select(['recording_key', 'companion_key'])
    .where((is) => is.or([is('recording_key', 'in', wanted), is('companion_key', 'in', wanted)]))
    .where((is) =>
      is.or([is('finished_at', 'is', null), is('error_code', 'in', [...KEEPING_CODES])]),
    )
    .execute();
  const inSessions = await db
    .selectFrom('session')
    .select(['recording_key', 'companion_key'])
    .where((is) => is.or([is('recording_key', 'in', wanted), is('companion_key', 'in', wanted)]))
    .execute();
  return new Set(
    [...inSessions, ...inImports].flatMap(({ recording_key, companion_key }) =>
      [recording_key, companion_key].filter((key) => key !== null),
    ),
  );
}
