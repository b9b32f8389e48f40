import { sql } from 'kysely';
import { type Reader, sessionFor } from '../../../db/access.ts';
import type { Db } from '../../../db/client.ts';

/** A session and, where one brought it, its stream. */
export function findSession(db: Db, reader: Reader, id: string) {
  return sessions(db)
    .where('session.id', '=', id)
    .where(sessionFor(reader, 'viewer'))
    .executeTakeFirst();
}

/** The running session that began last: of a team, or of one's own. */
export function findCurrentSession(db: Db, ownerId: string, teamId: string | undefined) {
  const running = teamId
    ? sessions(db).where('session.team_id', '=', teamId)
    : sessions(db).where('session.owner_id', '=', ownerId);
  return running
    .where('session.state', '=', 'live')
    .orderBy('session.sort_at', 'desc')
    .orderBy('session.id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

function sessions(db: Db) {
  return db
    .selectFrom('session')
    .leftJoin('stream', 'stream.session_id', 'session.id')
    .select([
      'session.id',
      'session.state',
      'session.duration_seconds',
      'session.channels',
      'stream.id as stream_id',
      'stream.description',
      'stream.last_frame_at',
    ]);
}

/** Frames that are in no lap file yet. Frames of a stream never go back by more than its groups differ. */
export function listOpenFrames(db: Db, streamId: string, from: number, to: number) {
  return db
    .selectFrom('frame')
    .select(['bytes', 'end_seconds'])
    .where('stream_id', '=', streamId)
    .where('end_seconds', '>=', from)
    .where('start_seconds', '<=', to)
    .orderBy('first_seq')
    .execute();
}

/** The last second that open frames and laps reach. */
export async function findEnd(db: Db, sessionId: string, streamId: string | null): Promise<number> {
  const { rows } = await sql<{ seconds: number | null }>`
    select greatest(
      (select max(end_seconds) from lap where session_id = ${sessionId}),
      (select max(end_seconds) from frame where stream_id = ${streamId}::uuid)
    ) as seconds`.execute(db);
  return rows[0]?.seconds ?? 0;
}

export function listSealedLaps(db: Db, sessionId: string, from: number, to: number) {
  return db
    .selectFrom('lap')
    .select(['id', 'start_seconds', 'end_seconds'])
    .where('session_id', '=', sessionId)
    .where('end_seconds', '>=', from)
    .where('start_seconds', '<=', to)
    .orderBy('start_seconds')
    .execute();
}

/** Mean values at one a second of the named channels. */
export function listRollups(
  db: Db,
  sessionId: string,
  names: readonly string[],
  from: number,
  to: number,
) {
  if (names.length === 0) return Promise.resolve([]);
  return db
    .selectFrom('rollup')
    .select(['lap_id', 'channel', 'start_second', 'bytes'])
    .where('session_id', '=', sessionId)
    .where('channel', 'in', names)
    .where(sql<number>`start_second + seconds`, '>=', from)
    .where('start_second', '<=', to)
    .execute();
}

/** How far a stream is durable. */
export function findProgress(db: Db, streamId: string) {
  return db
    .selectFrom('stream')
    .select(['received_seq', 'last_frame_at'])
    .where('id', '=', streamId)
    .executeTakeFirst();
}
