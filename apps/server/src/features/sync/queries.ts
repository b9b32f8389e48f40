import { type Insertable, sql, type Transaction } from 'kysely';
import type { Db } from '../../db/client.ts';
import type { SyncItemTable, Tables } from '../../db/tables.ts';

export type Tx = Transaction<Tables>;
export type NewSession = Insertable<Tables['session']>;
export type NewLap = Insertable<Tables['lap']>;

const ROWS_AT_ONCE = 500;

/** A session as it is sent. `row_version` changes with each change of its row. */
export function findSessionContent(db: Db, ownerId: string, id: string) {
  return db
    .selectFrom('session')
    .leftJoin('vehicle', 'vehicle.id', 'session.vehicle_id')
    .leftJoin('layout', 'layout.id', 'session.layout_id')
    .leftJoin('track', 'track.id', 'layout.track_id')
    .selectAll('session')
    .select(sql<string>`session.xmin::text`.as('row_version'))
    .select([
      'vehicle.name as vehicle_name',
      'track.name as track_name',
      'layout.name as layout_name',
      'layout.length_metres',
      'layout.sector_fractions',
      'layout.gates',
      'layout.outline',
      'layout.corners',
      'layout.analysis_version as layout_analysis_version',
    ])
    .where('session.id', '=', id)
    .where('session.owner_id', '=', ownerId)
    .executeTakeFirst();
}
export type ContentRow = NonNullable<Awaited<ReturnType<typeof findSessionContent>>>;

export function listLapContent(db: Db, sessionId: string) {
  return db
    .selectFrom('lap')
    .selectAll()
    .where('session_id', '=', sessionId)
    .orderBy('start_seconds')
    .orderBy('number')
    .orderBy('id')
    .execute();
}
export type LapContentRow = Awaited<ReturnType<typeof listLapContent>>[number];

/** Whose a session is, whoever asks. */
export function findSessionOwner(db: Db, id: string) {
  return db
    .selectFrom('session')
    .select(['id', 'owner_id'])
    .where('id', '=', id)
    .executeTakeFirst();
}

export function findImportOwner(db: Db, id: string) {
  return db.selectFrom('import').select('owner_id').where('id', '=', id).executeTakeFirst();
}

export function findSameRecording(db: Db, ownerId: string, contentHash: string, notId: string) {
  return db
    .selectFrom('session')
    .select('id')
    .where('owner_id', '=', ownerId)
    .where('content_hash', '=', contentHash)
    .where('id', '<>', notId)
    .executeTakeFirst();
}

export function findHash(db: Db, key: string) {
  return db.selectFrom('object_hash').selectAll().where('key', '=', key).executeTakeFirst();
}

export async function saveHash(db: Db, row: Insertable<Tables['object_hash']>): Promise<void> {
  const { key: _, ...set } = row;
  await db
    .insertInto('object_hash')
    .values(row)
    .onConflict((conflict) => conflict.column('key').doUpdateSet(set))
    .execute();
}

export async function deleteHashes(db: Db, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await db
    .deleteFrom('object_hash')
    .where('key', 'in', [...keys])
    .execute();
}

export function findReceived(db: Db, ownerId: string, sessionId: string) {
  return db
    .selectFrom('sync_received')
    .selectAll()
    .where('session_id', '=', sessionId)
    .where('owner_id', '=', ownerId)
    .executeTakeFirst();
}

export async function saveReceived(
  db: Db,
  row: { session_id: string; owner_id: string; manifest_hash: string; manifest: string },
  now: Date,
): Promise<void> {
  const set = { ...row, received_at: now, completed_at: null };
  await db
    .insertInto('sync_received')
    .values(set)
    .onConflict((conflict) => conflict.column('session_id').doUpdateSet(set))
    .execute();
}

export async function finishReceived(
  tx: Tx,
  sessionId: string,
  manifestHash: string,
  now: Date,
): Promise<void> {
  await tx
    .updateTable('sync_received')
    .set({ manifest: null, completed_at: now })
    .where('session_id', '=', sessionId)
    .where('manifest_hash', '=', manifestHash)
    .execute();
}

// The column `sha256` holds the name of an object on its way, which is a hash, too.

export async function wantObjects(
  db: Db,
  objects: readonly { readonly name: string; readonly bytes: number }[],
  now: Date,
): Promise<void> {
  const unique = [...new Map(objects.map((one) => [one.name, one])).values()];
  for (let i = 0; i < unique.length; i += ROWS_AT_ONCE)
    await db
      .insertInto('sync_object')
      .values(
        unique
          .slice(i, i + ROWS_AT_ONCE)
          .map(({ name, bytes }) => ({ sha256: name, bytes, wanted_at: now })),
      )
      .onConflict((conflict) => conflict.column('sha256').doUpdateSet({ wanted_at: now }))
      .execute();
}

export function findWanted(db: Db, name: string) {
  return db
    .selectFrom('sync_object')
    .select(['bytes', 'proven'])
    .where('sha256', '=', name)
    .executeTakeFirst();
}

export async function setProven(db: Db, name: string, proven: boolean): Promise<void> {
  await db.updateTable('sync_object').set({ proven }).where('sha256', '=', name).execute();
}

export async function deleteWanted(db: Db, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await db
    .deleteFrom('sync_object')
    .where('sha256', 'in', [...names])
    .execute();
}

/** Hashes of the files that belong to sessions somebody has announced, and not completed. */
export async function listAnnounced(db: Db, ownerId: string): Promise<string[]> {
  const { rows } = await sql<{ sha256: string }>`
    select distinct object ->> 'sha256' as sha256
    from sync_received, jsonb_array_elements(manifest -> 'objects') as object
    where owner_id = ${ownerId}::uuid and manifest is not null`.execute(db);
  return rows.map(({ sha256 }) => sha256);
}

export function listForgotten(db: Db, before: Date) {
  return db
    .selectFrom('sync_object')
    .select('sha256 as name')
    .where('wanted_at', '<', before)
    .execute();
}

export function lockSessionPlaces(tx: Tx, ownerId: string, id: string) {
  return tx
    .selectFrom('session')
    .select([
      'vehicle_id',
      'layout_id',
      'track_id',
      'valid_lap_count',
      'state',
      'recording_key',
      'companion_key',
    ])
    .where('id', '=', id)
    .where('owner_id', '=', ownerId)
    .forUpdate()
    .executeTakeFirst();
}

/**
 * Puts a session in its place: a new row, or the same one with everything that is sent. Returns ids of laps that were
 * there; undefined where the session is somebody else's.
 */
export async function writeSession(
  tx: Tx,
  session: NewSession,
  laps: readonly NewLap[],
): Promise<Set<string> | undefined> {
  const { id, owner_id: ownerId, ...set } = session;
  const row = await tx
    .insertInto('session')
    .values(session)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet(set).where('session.owner_id', '=', ownerId),
    )
    .returning('id')
    .executeTakeFirst();
  if (!row) return undefined;
  const before = await tx.deleteFrom('lap').where('session_id', '=', id).returning('id').execute();
  for (let i = 0; i < laps.length; i += ROWS_AT_ONCE)
    await tx
      .insertInto('lap')
      .values(laps.slice(i, i + ROWS_AT_ONCE))
      .execute();
  return new Set(before.map((row) => row.id));
}

/** Sessions that are to be sent: of a running one sealed laps, first; then the others, newest first. */
function unsent(db: Db, ownerId: string) {
  return db
    .selectFrom('session')
    .leftJoin('sync_item as item', 'item.session_id', 'session.id')
    .where('session.owner_id', '=', ownerId)
    .where('session.demo', '=', false)
    .where(
      sql<boolean>`(session.state = 'done' or session.lap_count > 0) and (
        item.session_id is null or item.state in ('sending', 'failed')
        or (session.state = 'done' and item.row_version <> session.xmin::text)
        or (session.state = 'live' and item.lap_count <> session.lap_count))`,
    );
}

export function findNext(db: Db, ownerId: string, now: Date) {
  return unsent(db, ownerId)
    .select(['session.id', 'session.state'])
    .where((is) => is.or([is('item.next_try_at', 'is', null), is('item.next_try_at', '<=', now)]))
    .orderBy(sql`session.state = 'live'`, 'desc')
    .orderBy('session.sort_at', 'desc')
    .orderBy('session.id')
    .limit(1)
    .executeTakeFirst();
}

export async function findItem(db: Db, sessionId: string) {
  return db
    .selectFrom('sync_item')
    .selectAll()
    .where('session_id', '=', sessionId)
    .executeTakeFirst();
}

/** Keeps how far a session is; one that was deleted meanwhile has nothing to keep. */
export async function saveItem(
  db: Db,
  sessionId: string,
  set: Partial<Omit<Insertable<SyncItemTable>, 'session_id'>> &
    Pick<Insertable<SyncItemTable>, 'state'>,
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('sync_item')
    .set(set)
    .where('session_id', '=', sessionId)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) return;
  await db
    .insertInto('sync_item')
    .columns(['session_id', 'state', 'row_version'])
    .expression((from) =>
      from
        .selectFrom('session')
        .select((is) => ['id', is.val(set.state).as('state'), is.val('').as('row_version')])
        .where('id', '=', sessionId),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await db.updateTable('sync_item').set(set).where('session_id', '=', sessionId).execute();
}

export async function saveSentBytes(db: Db, sessionId: string, bytes: number): Promise<void> {
  await db
    .updateTable('sync_item')
    .set({ sent_bytes: bytes })
    .where('session_id', '=', sessionId)
    .execute();
}

export async function clearWaits(db: Db): Promise<void> {
  await db
    .updateTable('sync_item')
    .set({ next_try_at: null })
    .where('next_try_at', 'is not', null)
    .execute();
}

export async function countUnsent(db: Db, ownerId: string): Promise<number> {
  const row = await unsent(db, ownerId)
    .select(sql<number>`count(*)::int`.as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
}

export async function countRows(
  db: Db,
  ownerId: string,
): Promise<{ readonly sent: number; readonly received: number }> {
  const sent = await db
    .selectFrom('sync_item')
    .innerJoin('session', 'session.id', 'sync_item.session_id')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('session.owner_id', '=', ownerId)
    .where('sync_item.state', 'in', ['sent', 'duplicate'])
    .executeTakeFirstOrThrow();
  const received = await db
    .selectFrom('sync_received')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('owner_id', '=', ownerId)
    .where('completed_at', 'is not', null)
    .executeTakeFirstOrThrow();
  return { sent: sent.count, received: received.count };
}

const ITEM = [
  'session.id',
  'session.name',
  'session.state as session_state',
  'item.state',
  'item.total_bytes',
  'item.sent_bytes',
  'item.attempts',
  'item.error_code',
  'item.error_detail',
  'item.sent_at',
  'item.digest',
] as const;

export function listUnsentItems(db: Db, ownerId: string, limit: number) {
  return unsent(db, ownerId)
    .select(ITEM)
    .orderBy(sql`session.state = 'live'`, 'desc')
    .orderBy('session.sort_at', 'desc')
    .limit(limit)
    .execute();
}
export type ItemRow = Awaited<ReturnType<typeof listUnsentItems>>[number];

export function listSentItems(db: Db, ownerId: string, limit: number): Promise<ItemRow[]> {
  return db
    .selectFrom('session')
    .innerJoin('sync_item as item', 'item.session_id', 'session.id')
    .select(ITEM)
    .where('session.owner_id', '=', ownerId)
    .where('item.state', 'in', ['sent', 'duplicate'])
    .orderBy('item.sent_at', 'desc')
    .limit(limit)
    .execute();
}

const STATUS = 'sync-status';
const LEASE = 'sync-worker';

export async function findStatus(db: Db): Promise<unknown> {
  const row = await db
    .selectFrom('setting')
    .select('value')
    .where('name', '=', STATUS)
    .executeTakeFirst();
  return row?.value;
}

export async function saveStatus(db: Db, value: string): Promise<void> {
  await db
    .insertInto('setting')
    .values({ name: STATUS, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}

/** One process forwards at a time. False while another one's lease lasts. */
export async function claimLease(
  db: Db,
  holder: string,
  now: Date,
  seconds: number,
): Promise<boolean> {
  const until = now.getTime() + seconds * 1000;
  const value = JSON.stringify({ holder, until });
  const { rows } = await sql`
    insert into setting (name, value) values (${LEASE}, ${value}::jsonb)
    on conflict (name) do update set value = excluded.value
      where (setting.value ->> 'until')::float8 < ${now.getTime()} or setting.value ->> 'holder' = ${holder}
    returning name`.execute(db);
  return rows.length > 0;
}

export async function releaseLease(db: Db, holder: string): Promise<void> {
  await sql`delete from setting where name = ${LEASE} and value ->> 'holder' = ${holder}`.execute(
    db,
  );
}
