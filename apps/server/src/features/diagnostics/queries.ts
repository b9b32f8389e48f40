import type { Insertable } from 'kysely';
import { type Reader, sessionFor } from '../../db/access.ts';
import type { Db } from '../../db/client.ts';
import type { DiagnosticLogTable, TeamRole } from '../../db/tables.ts';

/** A running session: the given one, or that of one's own cars which was heard of last. */
export function findLiveSession(db: Db, reader: Reader, id: string | undefined, role: TeamRole) {
  const query = db
    .selectFrom('session')
    .innerJoin('stream', 'stream.session_id', 'session.id')
    .select(['session.id', 'session.owner_id', 'stream.state']);
  return id === undefined
    ? query
        .where('session.owner_id', '=', reader.userId)
        .where('stream.state', '=', 'open')
        .orderBy('stream.last_frame_at', 'desc')
        .limit(1)
        .executeTakeFirst()
    : query.where('session.id', '=', id).where(sessionFor(reader, role)).executeTakeFirst();
}

export async function insertLogEntry(db: Db, entry: Insertable<DiagnosticLogTable>): Promise<void> {
  await db.insertInto('diagnostic_log').values(entry).execute();
}

export async function finishLogEntry(
  db: Db,
  id: string,
  end: { readonly outcome: string; readonly detail: string },
): Promise<void> {
  await db.updateTable('diagnostic_log').set(end).where('id', '=', id).execute();
}

/** Of the cars of a team, or of one's own. */
export function listLogEntries(db: Db, ownerId: string, teamId: string | undefined, limit: number) {
  const all = db.selectFrom('diagnostic_log').selectAll();
  const entries = teamId
    ? all.where('session_id', 'in', (from) =>
        from.selectFrom('session').select('session.id').where('session.team_id', '=', teamId),
      )
    : all.where('owner_id', '=', ownerId);
  return entries.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute();
}

/** Whether the asker may do with a session, running or not, what this role may. */
export async function isSessionThere(
  db: Db,
  reader: Reader,
  id: string,
  role: TeamRole,
): Promise<boolean> {
  const row = await db
    .selectFrom('session')
    .select('id')
    .where('id', '=', id)
    .where(sessionFor(reader, role))
    .executeTakeFirst();
  return row !== undefined;
}
