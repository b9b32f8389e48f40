import type { Insertable } from 'kysely';
import type { Db } from '../../db/client.ts';
import type { DiagnosticLogTable } from '../../db/tables.ts';

/** A running session: the given one, or the one that heard from its car last. */
export function findLiveSession(db: Db, ownerId: string, id: string | undefined) {
  let query = db
    .selectFrom('session')
    .innerJoin('stream', 'stream.session_id', 'session.id')
    .select(['session.id', 'stream.state'])
    .where('session.owner_id', '=', ownerId);
  query =
    id === undefined
      ? query.where('stream.state', '=', 'open').orderBy('stream.last_frame_at', 'desc')
      : query.where('session.id', '=', id);
  return query.limit(1).executeTakeFirst();
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

export function listLogEntries(db: Db, ownerId: string, limit: number) {
  return db
    .selectFrom('diagnostic_log')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export async function isSessionThere(db: Db, ownerId: string, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('session')
    .select('id')
    .where('id', '=', id)
    .where('owner_id', '=', ownerId)
    .executeTakeFirst();
  return row !== undefined;
}
