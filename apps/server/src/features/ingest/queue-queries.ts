import { sql } from 'kysely';
import type { Db } from '../../db/client.ts';

/** Notes how far the queue holds streams; never backwards. Returns the streams that are still there. */
export async function noteTaken(
  db: Db,
  taken: readonly { readonly streamId: string; readonly lastSeq: number }[],
  now: Date,
): Promise<Set<string>> {
  const { rows } = await sql<{ stream_id: string }>`
    insert into stream_taken (stream_id, taken_seq, taken_at)
    select stream.id, incoming.seq, ${now}::timestamptz
    from unnest(
      ${taken.map(({ streamId }) => streamId)}::uuid[],
      ${taken.map(({ lastSeq }) => lastSeq)}::int8[]
    ) as incoming (id, seq)
    join stream on stream.id = incoming.id and stream.session_id is not null
    order by stream.id
    on conflict (stream_id) do update set
      taken_seq = greatest(stream_taken.taken_seq, excluded.taken_seq),
      taken_at = excluded.taken_at
    returning stream_id`.execute(db);
  return new Set(rows.map(({ stream_id }) => stream_id));
}

/** How far the database and the queue have a stream. */
export async function findHeld(
  db: Db,
  id: string,
): Promise<{ readonly received: number; readonly taken: number }> {
  const row = await db
    .selectFrom('stream')
    .leftJoin('stream_taken', 'stream_taken.stream_id', 'stream.id')
    .select(['stream.received_seq', 'stream_taken.taken_seq'])
    .where('stream.id', '=', id)
    .executeTakeFirst();
  return { received: row?.received_seq ?? 0, taken: row?.taken_seq ?? 0 };
}
