import { type Insertable, sql } from 'kysely';
import { type Reader, sessionFor } from '../../db/access.ts';
import type { Db } from '../../db/client.ts';
import type { Tables, TeamRole } from '../../db/tables.ts';

/** Whether the asker may do with a session what this role may; its team, too. */
export function findShared(db: Db, reader: Reader, id: string, role: TeamRole) {
  return db
    .selectFrom('session')
    .select(['id', 'team_id'])
    .where('id', '=', id)
    .where(sessionFor(reader, role))
    .executeTakeFirst();
}

export function listShareRows(db: Db, sessionId: string) {
  return db
    .selectFrom('share_link')
    .selectAll()
    .where('session_id', '=', sessionId)
    .where('revoked_at', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(200)
    .execute();
}

export type ShareRow = Awaited<ReturnType<typeof listShareRows>>[number];

export function insertShare(db: Db, row: Insertable<Tables['share_link']>): Promise<ShareRow> {
  return db.insertInto('share_link').values(row).returningAll().executeTakeFirstOrThrow();
}

export async function revokeShare(
  db: Db,
  sessionId: string,
  id: string,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('share_link')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('session_id', '=', sessionId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function countUse(db: Db, id: string, now: Date): Promise<void> {
  await db
    .updateTable('share_link')
    .set({ last_used_at: now, use_count: sql<number>`use_count + 1` })
    .where('id', '=', id)
    .execute();
}
