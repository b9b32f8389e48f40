import type { Db } from '../../db/client.ts';

/** What is good for a while only. DynamoDB removes such rows by itself. */
const EXPIRING = ['verification', 'device_code', 'refresh_token', 'login_session'] as const;

/** Removes some of the rows that were good until before a time; how many. */
export async function deleteExpired(
  db: Db,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<number> {
  let removed = 0;
  for (const table of EXPIRING) {
    const old = db.selectFrom(table).select('id').where('expires_at', '<', before).limit(limit);
    const { numDeletedRows } = await db.deleteFrom(table).where('id', 'in', old).executeTakeFirst();
    removed += Number(numDeletedRows);
  }
  return removed;
}
