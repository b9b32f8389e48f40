import { sql, type Transaction } from 'kysely';
import type { StreamDescription } from '@outlap/protocol';
import type { Db } from '../../db/client.ts';
import type { Tables } from '../../db/tables.ts';
import type { Batch } from './journal.ts';

export type Tx = Transaction<Tables>;

export function findStream(db: Db | Tx, ownerId: string, id: string) {
  return db
    .selectFrom('stream')
    .selectAll()
    .where('id', '=', id)
    .where('owner_id', '=', ownerId)
    .executeTakeFirst();
}

/** Whether a stream of this id belongs to somebody else. */
export async function isForeign(db: Db, ownerId: string, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('stream')
    .select('owner_id')
    .where('id', '=', id)
    .executeTakeFirst();
  return row !== undefined && row.owner_id !== ownerId;
}

export async function insertStream(
  tx: Tx,
  row: {
    id: string;
    owner_id: string;
    team_id: string | null;
    description: StreamDescription;
    recorder: unknown;
    now: Date;
  },
): Promise<void> {
  await tx
    .insertInto('stream')
    .values({
      id: row.id,
      owner_id: row.owner_id,
      team_id: row.team_id,
      state: 'open',
      description: JSON.stringify(row.description),
      recorder: JSON.stringify(row.recorder ?? {}),
      created_at: row.now,
      last_frame_at: row.now,
    })
    .execute();
}

export async function setStreamSession(tx: Tx, id: string, sessionId: string): Promise<void> {
  await tx.updateTable('stream').set({ session_id: sessionId }).where('id', '=', id).execute();
}

export async function updateDescription(
  tx: Tx,
  id: string,
  description: StreamDescription,
): Promise<void> {
  await tx
    .updateTable('stream')
    .set({ description: JSON.stringify(description) })
    .where('id', '=', id)
    .execute();
}

/**
 * Stores one batch a stream, all in one statement. A batch goes in only where the stream stands right before it (the
 * row's lock makes two servers wait for each other), so nothing is ever there twice. Returns the streams that moved.
 */
export async function insertBatches(
  db: Db,
  batches: readonly Batch[],
  now: Date,
): Promise<Set<string>> {
  const blob = Buffer.concat(batches.flatMap(({ frames }) => frames));
  const starts: number[] = [];
  let at = 1;
  for (const { bytes } of batches) {
    starts.push(at);
    at += bytes;
  }
  const { rows } = await sql<{ id: string }>`
    with incoming as (
      select * from unnest(
        ${batches.map(({ streamId }) => streamId)}::uuid[],
        ${batches.map(({ firstSeq }) => firstSeq)}::int8[],
        ${batches.map(({ lastSeq }) => lastSeq)}::int8[],
        ${batches.map(({ startSeconds, bytes }) => (bytes > 0 ? startSeconds : 0))}::float8[],
        ${batches.map(({ endSeconds, bytes }) => (bytes > 0 ? endSeconds : 0))}::float8[],
        ${starts}::int4[],
        ${batches.map(({ bytes }) => bytes)}::int4[],
        ${batches.map(({ duplicates }) => duplicates)}::int8[],
        ${batches.map(({ missing }) => missing)}::int8[]
      ) as batch (stream_id, first_seq, last_seq, start_seconds, end_seconds, at, size, duplicates, missing)
    ), moved as (
      update stream set
        received_seq = incoming.last_seq,
        received_seconds = greatest(stream.received_seconds, incoming.end_seconds),
        duplicate_count = stream.duplicate_count + incoming.duplicates,
        missing_count = stream.missing_count + incoming.missing,
        last_frame_at = ${now},
        state = 'open'
      from incoming
      where stream.id = incoming.stream_id
        and stream.received_seq = incoming.first_seq - 1
        and stream.session_id is not null
      returning stream.id
    ), stored as (
      insert into frame (stream_id, first_seq, last_seq, start_seconds, end_seconds, bytes)
      select incoming.stream_id, first_seq, last_seq, start_seconds, end_seconds,
        substring(${blob}::bytea from at for size)
      from incoming join moved on moved.id = incoming.stream_id
      where size > 0
    )
    select id from moved`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

export async function insertEvents(db: Db, batches: readonly Batch[]): Promise<void> {
  const rows = batches.flatMap(({ streamId, events }) =>
    events.map(({ seq, event }, position) => ({
      stream_id: streamId,
      seq,
      position,
      seconds: event.seconds,
      kind: event.kind,
      data: JSON.stringify(event.data),
    })),
  );
  for (let i = 0; i < rows.length; i += 500)
    await db
      .insertInto('stream_event')
      .values(rows.slice(i, i + 500))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

/** How far streams are, and whether their session is still there. */
export async function listPositions(db: Db, ids: readonly string[]) {
  return db
    .selectFrom('stream')
    .select(['id', 'received_seq', 'session_id'])
    .where('id', 'in', [...ids])
    .execute();
}
