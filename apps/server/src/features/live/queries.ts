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

export function findSessionOfStream(db: Db | Tx, streamId: string) {
  return db
    .selectFrom('session')
    .innerJoin('stream', 'stream.session_id', 'session.id')
    .select(['session.id', 'session.state'])
    .where('stream.id', '=', streamId)
    .executeTakeFirst();
}

/** Closes an open stream; false where it was closed before. */
export async function markEnded(db: Db, streamId: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('stream')
    .set({ state: 'ended', ended_at: now })
    .where('id', '=', streamId)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Opens a stream again. What its end had sealed of an unfinished lap goes; its frames are still there. */
export async function reopenStream(tx: Tx, streamId: string): Promise<void> {
  const stream = await tx
    .selectFrom('stream')
    .select(['session_id', 'tail_seconds', 'owner_id'])
    .where('id', '=', streamId)
    .forUpdate()
    .executeTakeFirst();
  if (!stream?.session_id) return;
  const { session_id: sessionId, tail_seconds: tail } = stream;
  let dropped = 0;
  if (tail !== null) {
    const gone = await tx
      .deleteFrom('lap')
      .where('session_id', '=', sessionId)
      .where('start_seconds', '>=', tail - 1e-6)
      .returning('id')
      .execute();
    dropped = gone.length;
    if (dropped > 0)
      await tx
        .deleteFrom('rollup')
        .where(
          'lap_id',
          'in',
          gone.map(({ id }) => id),
        )
        .execute();
  }
  await tx
    .updateTable('stream')
    .set((set) => ({
      state: 'open',
      ended_at: null,
      tail_seconds: null,
      sealed_laps: set('sealed_laps', '-', dropped),
      ...(tail === null ? {} : { sealed_seconds: tail }),
    }))
    .where('id', '=', streamId)
    .execute();
  await tx.updateTable('session').set({ state: 'live' }).where('id', '=', sessionId).execute();
  await countSessionLaps(tx, sessionId);
}

/** Lap counters and the best lap of a session from its lap rows. */
export async function countSessionLaps(tx: Tx, sessionId: string): Promise<void> {
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
