import { type Insertable, sql, type Transaction } from 'kysely';
import type { Db } from '../../db/client.ts';
import type { Tables } from '../../db/tables.ts';

export type Tx = Transaction<Tables>;
export type NewLap = Insertable<Tables['lap']>;

export async function insertLiveSession(
  tx: Tx,
  session: Insertable<Tables['session']>,
): Promise<void> {
  await tx.insertInto('session').values(session).execute();
}

export async function setChannels(tx: Tx, sessionId: string, channels: string): Promise<void> {
  await tx.updateTable('session').set({ channels }).where('id', '=', sessionId).execute();
}

/**
 * Closes an open stream. Where frames had come after an earlier end and nobody saw it open meanwhile, its session goes on
 * too, until they are sealed.
 */
export async function markEnded(db: Db, streamId: string, now: Date): Promise<void> {
  await sql`
    with ended as (
      update stream set state = 'ended', ended_at = ${now}
      where id = ${streamId} and state = 'open'
      returning session_id
    )
    update session set state = 'live' from ended
    where session.id = ended.session_id and session.state = 'done'`.execute(db);
}

/**
 * Makes the session of a stream go on. What the stream's end had sealed of an unfinished lap goes; its frames are still
 * there. Whether the stream is open or has ended once more is for its frames to say.
 */
export async function reopenStream(
  tx: Tx,
  streamId: string,
): Promise<{ readonly sessionId: string; readonly lapIds: readonly string[] }> {
  const stream = await tx
    .selectFrom('stream')
    .select(['session_id', 'tail_seconds'])
    .where('id', '=', streamId)
    .forUpdate()
    .executeTakeFirst();
  if (!stream?.session_id) return { sessionId: '', lapIds: [] };
  const { session_id: sessionId, tail_seconds: tail } = stream;
  const lapIds = tail === null ? [] : await removeLapsFrom(tx, sessionId, tail);
  await tx
    .updateTable('stream')
    .set((set) => ({
      tail_seconds: null,
      sealed_laps: set('sealed_laps', '-', lapIds.length),
      ...(tail === null ? {} : { sealed_seconds: tail }),
    }))
    .where('id', '=', streamId)
    .execute();
  await tx.updateTable('session').set({ state: 'live' }).where('id', '=', sessionId).execute();
  await countSessionLaps(tx, sessionId);
  return { sessionId, lapIds };
}

async function removeLapsFrom(tx: Tx, sessionId: string, seconds: number): Promise<string[]> {
  const gone = await tx
    .deleteFrom('lap')
    .where('session_id', '=', sessionId)
    .where('start_seconds', '>=', seconds - 1e-6)
    .returning(['id', 'valid', 'layout_id', 'file_bytes'])
    .execute();
  for (const { id, valid, layout_id, file_bytes } of gone) {
    await tx.deleteFrom('rollup').where('lap_id', '=', id).execute();
    await tx
      .updateTable('session')
      .set((set) => ({ file_bytes: set('file_bytes', '-', file_bytes) }))
      .where('id', '=', sessionId)
      .execute();
    if (valid && layout_id !== null)
      await tx
        .updateTable('layout')
        .set((set) => ({ lap_count: set('lap_count', '-', 1) }))
        .where('id', '=', layout_id)
        .execute();
  }
  return gone.map(({ id }) => id);
}

/** Lap counters and the best lap of a session from its lap rows. */
async function countSessionLaps(tx: Tx, sessionId: string): Promise<void> {
  await sql`
    update session set
      lap_count = (select count(*) from lap where session_id = session.id),
      valid_lap_count = (select count(*) from lap where session_id = session.id and valid),
      best_lap = (
        select jsonb_build_object('id', lap.id, 'number', lap.number, 'timeSeconds', lap.time_seconds)
        from lap where session_id = session.id and valid order by time_seconds, number limit 1
      )
    where id = ${sessionId}`.execute(tx);
}

/** What sealing must know of a stream and its session. */
export function findStreamToSeal(db: Db | Tx, streamId: string) {
  return streamsToSeal(db).where('stream.id', '=', streamId).executeTakeFirst();
}
export type StreamToSeal = NonNullable<Awaited<ReturnType<typeof findStreamToSeal>>>;

export function findStreamOfSession(db: Db | Tx, sessionId: string) {
  return streamsToSeal(db).where('session.id', '=', sessionId).executeTakeFirst();
}

function streamsToSeal(db: Db | Tx) {
  return db
    .selectFrom('stream')
    .innerJoin('session', 'session.id', 'stream.session_id')
    .select([
      'stream.id',
      'stream.owner_id',
      'stream.state',
      'stream.description',
      'stream.received_seq',
      'stream.received_seconds',
      'stream.sealed_seconds',
      'stream.sealed_laps',
      'stream.tail_seconds',
      'session.id as session_id',
      'session.state as session_state',
      'session.layout_id',
      'session.track_id',
      'session.vehicle_id',
      'session.driver',
      'session.started_at',
      'session.imported_at',
      'session.edited',
      'session.reference_lap_id',
      'session.best_lap',
      'session.lap_count',
      'session.samples_removed_at',
    ]);
}

export async function findLastLap(db: Db | Tx, sessionId: string) {
  const { number } = await db
    .selectFrom('lap')
    .select((select) => select.fn.max('number').as('number'))
    .where('session_id', '=', sessionId)
    .executeTakeFirstOrThrow();
  return number as number | null;
}

const ROWS_AT_ONCE = 2000;

/** The frames of a stream between two seconds, in their order, as pieces of a CBOR sequence. */
export async function* readFrames(
  db: Db | Tx,
  streamId: string,
  fromSeconds: number,
  toSeconds: number,
): AsyncGenerator<Uint8Array> {
  let after = 0;
  for (;;) {
    const { rows } = await sql<{ bytes: Uint8Array | null; last: number | null; count: number }>`
      select string_agg(bytes, ''::bytea order by first_seq) as bytes, max(first_seq) as last, count(*)::int as count
      from (
        select first_seq, bytes from frame
        where stream_id = ${streamId} and first_seq > ${after}
          and end_seconds >= ${fromSeconds} and start_seconds <= ${toSeconds}
        order by first_seq limit ${ROWS_AT_ONCE}
      ) as part`.execute(db);
    const [part] = rows;
    if (!part?.bytes) return;
    yield part.bytes;
    if (part.count < ROWS_AT_ONCE) return;
    after = part.last ?? Infinity;
  }
}

/** The last lap that was driven. */
export function findLastLapRow(db: Db, sessionId: string) {
  return db
    .selectFrom('lap')
    .select(['number', 'kind', 'valid', 'time_seconds'])
    .where('session_id', '=', sessionId)
    .orderBy('start_seconds', 'desc')
    .limit(1)
    .executeTakeFirst();
}
export type LastLap = NonNullable<Awaited<ReturnType<typeof findLastLapRow>>>;

/** Takes over running streams that nobody looks after, and keeps those of this server. */
export async function leaseStreams(
  db: Db,
  lease: {
    readonly watcher: string;
    readonly now: Date;
    readonly forMs: number;
    /** Also those that another server still seems to hold: all, or some. */
    readonly all: boolean;
    readonly heard: readonly string[];
  },
): Promise<void> {
  const { watcher, now, forMs, all, heard } = lease;
  const until = new Date(now.getTime() + forMs);
  const half = new Date(now.getTime() + forMs / 2);
  await sql`
    update stream set watcher = ${watcher}::uuid, watcher_until = ${until}
    where id in (
      select stream.id from stream join session on session.id = stream.session_id
      where (stream.state = 'open' or session.state = 'live')
        and (watcher is null or watcher_until < ${now} or ${all}::boolean
          or stream.id = any(${[...heard]}::uuid[])
          or (watcher = ${watcher}::uuid and watcher_until < ${half}))
      for update of stream skip locked
    )`.execute(db);
}

/** The running streams that a server looks after. */
export function listLeased(db: Db, watcher: string) {
  return db
    .selectFrom('stream')
    .innerJoin('session', 'session.id', 'stream.session_id')
    .select([
      'stream.id',
      'stream.state',
      'stream.sealed_seconds',
      'stream.tail_seconds',
      'stream.last_frame_at',
      'session.state as session_state',
      'session.layout_id',
      'session.reference_lap_id',
    ])
    .where('stream.watcher', '=', watcher)
    .where((is) => is.or([is('stream.state', '=', 'open'), is('session.state', '=', 'live')]))
    .execute();
}

export async function releaseStreams(db: Db, watcher: string): Promise<void> {
  await db
    .updateTable('stream')
    .set({ watcher: null, watcher_until: null })
    .where('watcher', '=', watcher)
    .execute();
}

/** Up to which second streams are durable. */
export async function listDurable(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('stream')
    .select(['id', 'received_seconds'])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, row.received_seconds]));
}

/** A lap that others may be compared with. */
export function findReferenceLap(db: Db, ownerId: string, id: string) {
  return references(db, ownerId).where('lap.id', '=', id).executeTakeFirst();
}

/** The driver's best lap of a layout in a vehicle. */
export function findPersonalBest(
  db: Db,
  ownerId: string,
  of: { layout_id: string; vehicle_id: string | null; driver: string | null },
) {
  return references(db, ownerId)
    .where('lap.layout_id', '=', of.layout_id)
    .where('lap.vehicle_id', of.vehicle_id === null ? 'is' : '=', of.vehicle_id)
    .where('lap.driver', '=', of.driver ?? '')
    .where('lap.valid', '=', true)
    .orderBy('lap.time_seconds')
    .orderBy('lap.id')
    .limit(1)
    .executeTakeFirst();
}

function references(db: Db, ownerId: string) {
  return db
    .selectFrom('lap')
    .innerJoin('session', 'session.id', 'lap.session_id')
    .innerJoin('layout', 'layout.id', 'lap.layout_id')
    .select(['lap.id', 'lap.session_id', 'lap.number', 'layout.length_metres'])
    .where('lap.owner_id', '=', ownerId)
    .where('session.samples_removed_at', 'is', null);
}

export function listSessionLaps(db: Db, sessionId: string) {
  return db
    .selectFrom('lap')
    .selectAll()
    .where('session_id', '=', sessionId)
    .orderBy('start_seconds')
    .execute();
}

/** Puts what an analysis of all laps found in the place of what was there. */
export async function replaceDescription(
  tx: Tx,
  sessionId: string,
  set: {
    theoretical_best: string | null;
    consistency: string | null;
    analysis_version: number;
    state: 'done';
  },
): Promise<void> {
  await tx.updateTable('session').set(set).where('id', '=', sessionId).execute();
}

/**
 * Locks a session and its stream, in the order in which a deletion does, and tells how far the stream is and what people
 * say of the session; undefined where somebody else is at it or it is gone.
 */
export async function lockStream(tx: Tx, streamId: string, sessionId: string) {
  // Asked together: on the embedded database everybody waits for as long as a transaction takes.
  const [session, stream] = await Promise.all([
    tx
      .selectFrom('session')
      .select(['layout_id', 'vehicle_id', 'driver', 'edited'])
      .where('id', '=', sessionId)
      .forUpdate()
      .executeTakeFirst(),
    tx
      .selectFrom('stream')
      .select(['session_id', 'state', 'received_seq', 'sealed_seconds', 'sealed_laps'])
      .where('id', '=', streamId)
      .where('session_id', '=', sessionId)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst(),
  ]);
  return session && stream && { ...stream, ...session };
}

export async function insertSealed(
  tx: Tx,
  laps: readonly NewLap[],
  rollups: readonly Insertable<Tables['rollup']>[],
): Promise<void> {
  if (laps.length > 0)
    await tx
      .insertInto('lap')
      .values([...laps])
      .execute();
  for (let i = 0; i < rollups.length; i += 200)
    await tx
      .insertInto('rollup')
      .values(rollups.slice(i, i + 200))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

export async function moveSealed(
  tx: Tx,
  streamId: string,
  to: { sealed_seconds: number; sealed_laps: number; tail_seconds: number | null },
): Promise<void> {
  await tx.updateTable('stream').set(to).where('id', '=', streamId).execute();
}

export async function growSession(
  tx: Tx,
  sessionId: string,
  by: { durationSeconds: number; bytes: number; method: string },
): Promise<void> {
  await Promise.all([
    tx
      .updateTable('session')
      .set((set) => ({
        duration_seconds: sql<number>`greatest(duration_seconds, ${by.durationSeconds}::float8)`,
        file_bytes: set('file_bytes', '+', by.bytes),
        lap_split_method: by.method,
      }))
      .where('id', '=', sessionId)
      .execute(),
    countSessionLaps(tx, sessionId),
  ]);
}

/** Puts a session and the laps it has on a layout. Returns how many valid laps came along. */
export async function placeSession(
  tx: Tx,
  sessionId: string,
  place: { layout_id: string; track_id: string },
): Promise<number> {
  await tx.updateTable('session').set(place).where('id', '=', sessionId).execute();
  const moved = await tx
    .updateTable('lap')
    .set({ layout_id: place.layout_id })
    .where('session_id', '=', sessionId)
    .returning('valid')
    .execute();
  return moved.filter(({ valid }) => valid).length;
}

/** Removes some of the frames that lie wholly before a second, or that end with a seq; returns how many. */
export async function deleteFrames(
  db: Db | Tx,
  streamId: string,
  gone: { readonly beforeSeconds: number } | { readonly untilSeq: number },
  limit: number,
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('frame')
    .where('stream_id', '=', streamId)
    .where('first_seq', 'in', (select) => {
      const frames = select
        .selectFrom('frame')
        .select('first_seq')
        .where('stream_id', '=', streamId);
      const some =
        'untilSeq' in gone
          ? frames.where('last_seq', '<=', gone.untilSeq)
          : frames.where('end_seconds', '<', gone.beforeSeconds);
      return some.orderBy('first_seq').limit(limit);
    })
    .executeTakeFirst();
  return Number(numDeletedRows);
}

const RETENTION = 'retention.day';

/** Whether this server is the one that does today's retention. */
export async function claimRetention(db: Db, day: string): Promise<boolean> {
  const value = JSON.stringify(day);
  const { rows } = await sql<{ name: string }>`
    insert into setting (name, value) values (${RETENTION}, ${value}::jsonb)
    on conflict (name) do update set value = excluded.value where setting.value <> excluded.value
    returning name`.execute(db);
  return rows.length > 0;
}

/** Finished sessions whose samples are older than the policy keeps them. */
export function listSessionsToThin(db: Db, before: Date, limit: number) {
  return db
    .selectFrom('session')
    .select(['id', 'recording_key', 'companion_key', 'layout_id', 'valid_lap_count'])
    .where('samples_removed_at', 'is', null)
    .where('state', '=', 'done')
    .where('sort_at', '<', before)
    .orderBy('sort_at')
    .limit(limit)
    .execute();
}

export async function deleteSessionLaps(tx: Tx, sessionId: string): Promise<void> {
  await tx.deleteFrom('lap').where('session_id', '=', sessionId).execute();
  await tx.deleteFrom('rollup').where('session_id', '=', sessionId).execute();
  await countSessionLaps(tx, sessionId);
}

export async function markThinned(tx: Tx, sessionId: string, now: Date): Promise<void> {
  await tx
    .updateTable('session')
    .set({ samples_removed_at: now, file_bytes: 0 })
    .where('id', '=', sessionId)
    .execute();
  await tx.updateTable('lap').set({ file_bytes: 0 }).where('session_id', '=', sessionId).execute();
}

/**
 * Streams whose frames are in lap files or belong to no session any more, and how far they were: what comes later is not
 * spent. Their last lap is not gone on with.
 */
export async function listSpentStreams(db: Db, endedBefore: Date) {
  const rows = await db
    .updateTable('stream')
    .set({ tail_seconds: null })
    .from('session as owner')
    .where((is) =>
      is.and([
        is('stream.session_id', '=', is.ref('owner.id')),
        is('owner.state', '=', 'done'),
        is('stream.state', '=', 'ended'),
        is('stream.ended_at', '<', endedBefore),
        is.exists(
          is.selectFrom('frame').select('first_seq').whereRef('stream_id', '=', 'stream.id'),
        ),
      ]),
    )
    .returning(['stream.id', 'stream.received_seq'])
    .execute();
  const orphans = await db
    .selectFrom('stream')
    .select(['id', 'received_seq'])
    .where('session_id', 'is', null)
    .where((is) =>
      is.exists(is.selectFrom('frame').select('first_seq').whereRef('stream_id', '=', 'stream.id')),
    )
    .execute();
  return [...rows, ...orphans];
}

export async function vacuumFrames(db: Db): Promise<void> {
  await sql`vacuum frame`.execute(db);
}
