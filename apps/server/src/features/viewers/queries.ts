import type { Db } from '../../db/client.ts';

export async function listRunningIds(db: Db, ownerId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('session')
    .select('id')
    .where('owner_id', '=', ownerId)
    .where('state', '=', 'live')
    .orderBy('sort_at', 'desc')
    .execute();
  return rows.map(({ id }) => id);
}
